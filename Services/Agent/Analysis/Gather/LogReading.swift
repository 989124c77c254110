import AgentDomain
import Kubernetes

/// One container's log, read.
struct LogReading: Sendable {
    var log: ContainerLog
    var failure: ReadFailure?

    init(_ request: LogPlan.Request, client: KubernetesClient, limits: GatherLimits) async {
        let content: ContainerLog.Content
        do {
            let options = LogOptions(tailLines: limits.logLines, previous: request.isPrevious, maximumBytes: limits.logBytes)
            let (read, _) = try await client.log(
                pod: request.pod, container: request.container, namespace: request.namespace, options: options)
            content =
                switch read {
                case .text(let text): ContainerLog.parse(text)
                case .unavailable(let why): .refused(why)
                }
        } catch {
            content = error.reason == .timedOut ? .timedOut : .refused(error.message)
            // A pod that is gone by now is an answer, too.
            failure = error.reason == .notFound ? nil : ReadFailure(error)
        }
        log = ContainerLog(
            namespace: request.namespace, pod: request.pod, container: request.container, isPrevious: request.isPrevious, content: content)
    }
}
