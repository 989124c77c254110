import HTTPKit

extension KubernetesClient {
    /// - Returns: the log and the path and query that was asked.
    /// - Throws: only where the question wasn't answered; that a container has no such output is ``PodLog/unavailable(_:)``.
    package func log(
        pod: String, container: String, namespace: String, options: LogOptions
    ) async throws(KubernetesError) -> (log: PodLog, query: String) {
        let operation = APIOperation("get", .pods, subresource: "log", namespace: namespace, name: pod)
        var query: QueryString = [
            "container": container, "tailLines": String(options.tailLines), "limitBytes": String(options.maximumBytes), "timestamps": "true",
        ]
        if options.previous {
            query.append("previous", "true")
        }
        let request = APIConnection.Request(
            operation: operation, query: query, accept: "text/plain, application/json", timeout: limits.timeout,
            // The kubelet stops at `limitBytes`; the rest is room for an error's words.
            maximumBytes: options.maximumBytes + (64 << 10))
        let asked = operation.path + "?" + query.encoded
        do {
            // A log is bytes: what isn't UTF-8 is shown as U+FFFD, and never lost with its line.
            return (.text(String(decoding: try await connection.send(request).body, as: UTF8.self)), asked)
        } catch {
            guard error.reason == .badRequest, PodLog.isAboutState(error.message) else { throw error }
            return (.unavailable(error.message), asked)
        }
    }
}
