import HTTPTypes
import ServerKit
import Testing
import Yams

/// One of the services' documents, as far as these tests look into it.
struct OpenAPIFile {
    private let root: Node

    init(_ text: UnsafePointer<CChar>) throws {
        root = try #require(try Yams.compose(yaml: String(cString: text)))
    }

    var routes: Set<RouteTable.Route> {
        get throws {
            let paths = try #require(root["paths"]?.mapping)
            var routes: Set<RouteTable.Route> = []
            for (path, operations) in paths {
                for (method, _) in try #require(operations.mapping) {
                    let method = try #require(HTTPRequest.Method(rawValue: (method.string ?? "").uppercased()))
                    routes.insert(RouteTable.Route(method: method, path: path.string ?? ""))
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
