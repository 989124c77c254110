import AgentDomain
import Kubernetes

extension ReadFailure {
    init(_ error: KubernetesError, isAuxiliary: Bool = false) {
        let reason: ReadFailure.Reason =
            switch error.reason {
            case .unauthorized, .forbidden: .forbidden
            case .notFound: .notServed
            case .throttled: .throttled
            case .timedOut: .timedOut
            case .malformed: .malformed
            case .gone, .badRequest, .serverFailed, .unreachable, .tlsFailed, .tooLarge, .credentialsUnavailable, .cancelled:
                .unavailable
            }
        self.init(
            verb: error.operation.verb, resource: error.operation.resourceName, namespace: error.operation.namespace, reason: reason,
            message: error.message, isAuxiliary: isAuxiliary)
    }
}
