import HTTPKit
package import KubernetesModel
package import Primitives

/// Reads one cluster. Each call is bounded in time and bytes, and throws a ``KubernetesError`` that names what was asked.
package struct KubernetesClient: Sendable {
    let connection: APIConnection
    let limits: Limits

    package struct Limits: Sendable {
        /// For one call, its repetitions included.
        package var timeout: Duration
        /// For one LIST, all its pages together.
        package var listBytes: Int
        package var objectBytes: Int

        package init(timeout: Duration = .seconds(5), listBytes: Int = 64 << 20, objectBytes: Int = 4 << 20) {
            self.timeout = timeout
            self.listBytes = listBytes
            self.objectBytes = objectBytes
        }
    }

    package init(connection: APIConnection, limits: Limits = Limits()) {
        self.connection = connection
        self.limits = limits
    }

    /// The same client with less time a call, for what must be done by a deadline.
    package func bounded(by timeout: Duration) -> KubernetesClient {
        var limits = limits
        limits.timeout = min(limits.timeout, timeout)
        return KubernetesClient(connection: connection, limits: limits)
    }

    package struct Listing<Item: Manifest>: Sendable {
        package var items: [Item]
        /// The server's clock as of the answer.
        package var date: Timestamp?
        /// The path and query that was asked, to be repeated by `kubectl get --raw`.
        package var query: String
    }

    /// - Parameter namespace: nil lists all namespaces, or a cluster-scoped kind.
    package func list<Item: Manifest>(
        _ resource: APIResource, as kind: Item.Type = Item.self, namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws(KubernetesError) -> Listing<Item> {
        let operation = APIOperation("list", resource, namespace: namespace)
        let clock = ContinuousClock()
        let deadline = clock.now + limits.timeout
        var listing = Listing<Item>(items: [], query: operation.path)
        var bytesLeft = limits.listBytes
        var token: String?
        repeat {
            let query = options.query(continuing: token)
            let response = try await connection.send(
                .init(operation: operation, query: query, timeout: clock.now.duration(to: deadline), maximumBytes: bytesLeft))
            let page: ManifestList<Item> = try Self.page(of: response, operation)
            if token == nil {
                listing.date = response.date
                listing.query = operation.path + "?" + query.encoded
            }
            listing.items += page.items
            bytesLeft -= response.body.count
            token = page.continueToken
        } while token != nil
        return listing
    }

    /// No item is lost to another's oddity: items are read leniently, and only what isn't a list at all is refused.
    private static func page<Item: Manifest>(
        of response: APIConnection.Response, _ operation: APIOperation
    ) throws(KubernetesError) -> ManifestList<Item> {
        let json = try parse(response, operation)
        switch json["items"] {
        case .array, .null:
            return ManifestList(json)
        default:
            let kind = json["kind"]?.string.map { "a \($0)" } ?? "something else"
            throw KubernetesError(.malformed, operation, status: response.status, message: "a list was expected and \(kind) came")
        }
    }

    package func get<Item: Manifest>(
        _ resource: APIResource, as kind: Item.Type = Item.self, namespace: String? = nil, name: String
    ) async throws(KubernetesError) -> Item {
        let operation = APIOperation("get", resource, namespace: namespace, name: name)
        let response = try await connection.send(.init(operation: operation, timeout: limits.timeout, maximumBytes: limits.objectBytes))
        return Item(try Self.parse(response, operation))
    }

    /// The answer of a path as it came, for recording a cluster. `path` may carry a query.
    package func raw(path: String, operation: APIOperation) async throws(KubernetesError) -> [UInt8] {
        try await connection.send(.init(operation: operation, path: path, timeout: limits.timeout, maximumBytes: limits.listBytes)).body
    }

    static func parse(_ response: APIConnection.Response, _ operation: APIOperation) throws(KubernetesError) -> JSONValue {
        do {
            return try JSONText.parse(response.body)
        } catch {
            throw KubernetesError(.malformed, operation, status: response.status, message: "\(error)")
        }
    }
}
