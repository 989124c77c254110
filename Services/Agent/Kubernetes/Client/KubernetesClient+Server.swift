import KubernetesModel
package import Primitives

extension KubernetesClient {
    /// The server's version, as `v1.36.0`: the cheapest question that proves that it can be reached.
    package func version() async throws(KubernetesError) -> (version: String, date: Timestamp?) {
        let operation = APIOperation("get", APIResource(plural: "version", isNamespaced: false))
        let response = try await connection.send(
            .init(operation: operation, path: "/version", timeout: limits.timeout, maximumBytes: limits.objectBytes))
        return (try Self.parse(response, operation)["gitVersion"]?.string ?? "unknown", response.date)
    }

    /// The names of the API groups that are served, whether or not these credentials may read their kinds.
    package func groups() async throws(KubernetesError) -> Set<String> {
        let operation = APIOperation("get", APIResource(plural: "apis", isNamespaced: false))
        return try await shared("groups", about: operation) { client throws(KubernetesError) in
            let response = try await client.connection.send(
                .init(operation: operation, path: "/apis", timeout: client.limits.timeout, maximumBytes: client.limits.objectBytes))
            let names = try Self.parse(response, operation)["groups"].list.compactMap { $0["name"].nonEmpty }
            return (Set(names), response.body.count)
        }
    }

    /// What the API server says of its own parts: the checks of `/readyz` that fail, in its words. Empty where all are well.
    ///
    /// Source: https://kubernetes.io/docs/reference/using-api/health-checks/
    package func failingChecks() async throws(KubernetesError) -> [String] {
        let operation = APIOperation("get", APIResource(plural: "readyz", isNamespaced: false))
        return try await shared("readyz", about: operation) { client throws(KubernetesError) in
            do throws(KubernetesError) {
                let response = try await client.connection.send(
                    .init(
                        operation: operation, path: "/readyz", accept: "text/plain, */*", timeout: client.limits.timeout,
                        maximumBytes: client.limits.objectBytes))
                return ([], response.body.count)
            } catch {
                guard error.reason == .serverFailed, error.message.hasPrefix("[-]") else { throw error }
                return (error.message.split(separator: "\n").map(String.init), error.message.utf8.count)
            }
        }
    }
}
