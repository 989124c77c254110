import HTTPKit
package import KubernetesModel
import Primitives

/// Reads one cluster. Each call is bounded in time and bytes, and throws a ``KubernetesError`` that names what was asked.
package struct KubernetesClient: Sendable {
    let connection: APIConnection
    let limits: Limits

    package struct Limits: Sendable {
        /// For one call, its repetitions included.
        package var timeout: Duration
        /// For one LIST, all its pages together.
        package var listBytes: Int
        /// Objects of one LIST; it ends with the page that reaches them.
        package var listObjects: Int
        package var objectBytes: Int

        package init(timeout: Duration = .seconds(5), listBytes: Int = 128 << 20, listObjects: Int = 20_000, objectBytes: Int = 4 << 20) {
            self.timeout = timeout
            self.listBytes = listBytes
            self.listObjects = listObjects
            self.objectBytes = objectBytes
        }
    }

    /// Where answers are kept for others who ask the same; nil asks anew each time.
    let cache: ReadCache?
    /// How long this caller waits for an answer, which may be less than the call itself may take where others wait for it as well.
    let patience: Duration

    package init(connection: APIConnection, limits: Limits = Limits(), cache: ReadCache? = nil) {
        self.init(connection: connection, limits: limits, cache: cache, patience: limits.timeout)
    }

    private init(connection: APIConnection, limits: Limits, cache: ReadCache?, patience: Duration) {
        self.connection = connection
        self.limits = limits
        self.cache = cache
        self.patience = patience
    }

    /// The same client for a look at the beginning of lists.
    package func bounded(objects: Int) -> KubernetesClient {
        var limits = limits
        limits.listObjects = min(limits.listObjects, objects)
        return KubernetesClient(connection: connection, limits: limits, cache: cache, patience: patience)
    }

    /// The same client with less time a call, for what must be done by a deadline.
    package func bounded(by timeout: Duration) -> KubernetesClient {
        var limits = limits
        // A call that others share must not end with its first caller's deadline.
        if cache == nil { limits.timeout = min(limits.timeout, timeout) }
        return KubernetesClient(connection: connection, limits: limits, cache: cache, patience: min(patience, timeout))
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
