import Primitives
import Testing
import YAML

/// One of the services' documents, as far as these tests look into it.
struct OpenAPIFile {
    private let root: JSONValue

    init(_ text: UnsafePointer<CChar>) throws {
        root = try JSONValue(yaml: String(cString: text))
    }

    /// `GET /api/v1/incidents/{id}`
    var routes: Set<String> {
        get throws {
            let paths = try #require(root["paths"]?.object)
            var routes: Set<String> = []
            for (path, operations) in paths {
                for method in try #require(operations.object).keys {
                    routes.insert("\(method.uppercased()) \(path)")
                }
            }
            return routes
        }
    }

    /// The values that a schema allows.
    func cases(of schema: String) throws -> [String] {
        let cases = try #require(root["components"]?["schemas"]?[schema]?["enum"]?.array)
        return cases.compactMap(\.string)
    }
}
