import AgentDomain
import Kubernetes

/// One container's log, read.
struct LogReading: Sendable {
    var log: ContainerLog
    var failure: ReadFailure?

    init(_ request: LogPlan.Request, client: KubernetesClient, limits: GatherLimits) async {
        let content: ContainerLog.Content
        do throws(KubernetesError) {
            content = try await Self.content(request, client, limits)
        } catch {
            content = error.reason == .timedOut ? .timedOut : .refused(error.message)
            // A pod that is gone by now is an answer, too.
            failure = error.reason == .notFound ? nil : ReadFailure(error)
        }
        log = ContainerLog(
            namespace: request.namespace, pod: request.pod, container: request.container, isPrevious: request.isPrevious, content: content)
        // Lines that the program left empty count for the API server, and aren't kept.
        log.isWhole = log.lines.count < limits.logLines / 2
    }

    /// The lines are shared with the other analyses that read the same log.
    private static func content(
        _ request: LogPlan.Request, _ client: KubernetesClient, _ limits: GatherLimits
    ) async throws(KubernetesError) -> ContainerLog.Content {
        let options = LogOptions(tailLines: limits.logLines, previous: request.isPrevious, maximumBytes: limits.logBytes)
        let operation = APIOperation("get", .pods, subresource: "log", namespace: request.namespace, name: request.pod)
        let key = "log \(operation.path) \(request.container) \(options)"
        return try await client.shared(key, about: operation) { client throws(KubernetesError) in
            let (read, _) = try await client.log(
                pod: request.pod, container: request.container, namespace: request.namespace, options: options)
            return switch read {
            case .text(let text): (ContainerLog.parse(text), text.utf8.count)
            case .unavailable(let why): (.refused(why), why.utf8.count)
            }
        }
    }
}
