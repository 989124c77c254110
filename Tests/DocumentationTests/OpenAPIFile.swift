import Testing
import Yams

/// One of the services' documents, as far as these tests look into it.
struct OpenAPIFile {
    private let root: Node

    init(_ text: UnsafePointer<CChar>) throws {
        root = try #require(try Yams.compose(yaml: String(cString: text)))
    }

    /// `GET /api/v1/incidents/{id}`
    var routes: Set<String> {
        get throws {
            let paths = try #require(root["paths"]?.mapping)
            var routes: Set<String> = []
            for (path, operations) in paths {
                for (method, _) in try #require(operations.mapping) {
                    routes.insert("\(method.string?.uppercased() ?? "") \(path.string ?? "")")
                }
            }
            return routes
        }
    }

    /// The values that a schema allows.
    func cases(of schema: String) throws -> [String] {
        let cases = try #require(root["components"]?["schemas"]?[schema]?["enum"]?.sequence)
        return cases.compactMap(\.string)
    }
}
