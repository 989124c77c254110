import AgentDomain
import Contracts
import KubernetesModel

/// What mends a cause for good: the sentence, and the command where one does it.
struct Remedy {
    let cause: Finding
    let index: ClusterIndex

    init(_ cause: Finding, _ index: ClusterIndex) {
        self.cause = cause
        self.index = index
    }

    private var object: ObjectReference { cause.object }
    private var space: String { object.namespace.map { " -n \(Shell.quoted($0))" } ?? "" }
    private var target: String { Shell.quoted("\(object.kind.lowercased())/\(object.name)") }
    private var name: String { Shell.quoted(object.name) }
    private var container: String { object.container.map { " -c \(Shell.quoted($0))" } ?? "" }

    var advice: (text: String, command: ShellCommand?) {
        if let runtime = cause.details["runtime"].flatMap(RuntimeLimit.init(rawValue:)) { return (runtime.remedy, nil) }
        if let made { return made }
        if cause.category == .imagePullUnauthorized, let registry = cause.details["image"].flatMap(CloudRegistry.init) { return (registry.fix, nil) }
        return (Advice.fix(cause), command)
    }

    // MARK: What somebody else makes

    private var made: (text: String, command: ShellCommand?)? {
        guard [.missingSecret, .missingConfigmap, .missingConfigKey].contains(cause.category) else { return nil }
        let thing = "\(cause.details["kind"] ?? "Secret") \(cause.details["name"] ?? "")"
        if let maker = cause.details["maker"] {
            return (
                "Mend what \(maker) \(cause.details["name"] ?? "") complains of: \(cause.details["complaint"] ?? ""). It then makes \(thing) by itself; one that is made by hand would hide this.",
                nil
            )
        }
        // What a person makes beside an operator's is overwritten, or drifts.
        let kinds = index.snapshot.events.filter { ($0.object.namespace ?? $0.namespace) == object.namespace }.map(\.object.kind)
        guard cause.category == .missingSecret, let maker = kinds.first(where: ControllerWords.makesSecrets) else { return nil }
        return ("Let a \(maker) make \(thing), as others of the namespace are made, or correct the reference.", nil)
    }

    // MARK: Commands

    private var command: ShellCommand? {
        switch cause.category {
        case .imageNotFound, .invalidImageName: "kubectl set image \(target)\(space) \(object.container, or: "CONTAINER")=\(blank: "IMAGE:TAG")"
        case .imagePullUnauthorized:
            "kubectl create secret docker-registry \(blank: "REGISTRY-SECRET")\(space) --docker-server=\(blank: "SERVER") --docker-username=\(blank: "USER") --docker-password=\(blank: "PASSWORD")"
        case .missingConfigmap: "kubectl create configmap \(cause.details["name"], or: "NAME")\(space) --from-literal=\(blank: "KEY=VALUE")"
        case .missingSecret: "kubectl create secret generic \(cause.details["name"], or: "NAME")\(space) --from-literal=\(blank: "KEY=VALUE")"
        case .wrongEnvironmentAddress:
            cause.details["variable"].map { "kubectl set env \(target)\(space)\(container) \(Shell.quoted($0))=\(cause.details["from"], or: "HOST")" }
        case .insufficientCPU: "kubectl set resources \(target)\(space)\(container) --requests=cpu=\(blank: "AMOUNT")"
        case .insufficientMemory: "kubectl set resources \(target)\(space)\(container) --requests=memory=\(blank: "AMOUNT")"
        case .quotaMemoryExceeded, .quotaCPUExceeded, .quotaPodsExceeded, .quotaServicesExceeded, .quotaStorageExceeded:
            "kubectl edit resourcequota \(name)\(space)"
        case .serviceSelectorMismatch, .servicePortMismatch, .serviceProtocolMismatch: "kubectl edit service \(name)\(space)"
        case .missingServiceAccount: "kubectl create serviceaccount \(blank: "NAME")\(space)"
        case .networkPolicyBlocked: "kubectl edit networkpolicy \(name)\(space)"
        case .hpaAtMaximum, .hpaMetricsUnavailable: "kubectl edit hpa \(name)\(space)"
        case .missingConfigKey:
            "kubectl edit \(cause.details["kind"] == "Secret" ? "secret" : "configmap") \(cause.details["name"], or: "NAME")\(space)"
        case .missingEnvironmentVariable: "kubectl set env \(target)\(space)\(container) \(cause.details["variable"], or: "NAME")=\(blank: "VALUE")"
        case .readinessProbeFailing, .readinessProbeWrongPort, .readinessProbeWrongProtocol, .livenessProbeFailing, .livenessProbeTiming,
            .livenessProbeWrongPort, .livenessProbeWrongProtocol, .startupProbeFailing, .untoleratedTaint, .nodeSelectorMismatch,
            .nodeAffinityMismatch, .podAffinityConflict, .podAntiAffinityConflict, .topologySpreadConflict, .hostPortConflict, .podSecurityDenied,
            .limitRangeViolation, .badCommand, .portConflict, .insufficientExtendedResource, .gatewayMisroute:
            "kubectl edit \(target)\(space)"
        case .ingressBackendMissing, .ingressClassMissing: "kubectl edit ingress \(name)\(space)"
        case .cpuThrottling: "kubectl set resources \(target)\(space)\(container) --limits=cpu=\(blank: "AMOUNT")"
        case .cronjobScheduleInvalid:
            "kubectl patch cronjob \(name)\(space) -p '{\"spec\":{\"schedule\":\"\(blank: "MINUTE HOUR") * * *\"}}'"
        case .rbacForbidden:
            "kubectl create rolebinding \(blank: "NAME")\(space) --role=\(blank: "ROLE") --serviceaccount=\(object.namespace, or: "NAMESPACE"):\(blank: "ACCOUNT")"
        default: nil
        }
    }
}

extension RuntimeLimit {
    /// What mends it for good.
    fileprivate var remedy: String {
        switch self {
        case .java:
            "Find what fills the heap with a dump (-XX:+HeapDumpOnOutOfMemoryError, -XX:HeapDumpPath on a volume), and bound it; size the heap by what stays in use after a collection, and the container's limit a third above."
        case .javaClasses:
            "Find which classes are loaded again and again (jcmd VM.classloader_stats): a leak of class loaders grows with every reload."
        case .javaBuffers:
            "Find who keeps direct buffers (Native Memory Tracking), and count -XX:MaxDirectMemorySize beside the heap in the container's limit."
        case .node:
            "Find what fills the heap with snapshots (--heapsnapshot-near-heap-limit=2), bound caches, and set --max-old-space-size to three quarters of the container's memory limit."
        case .dotnet:
            "Find what fills the heap with dotnet-gcdump, and bound it; set DOTNET_GCHeapHardLimit (hexadecimal) and the container's limit together."
        case .python: "Ask for less at once (chunks, iterators, narrower types), and find with tracemalloc what is held."
        case .php: "Read and write in pieces, and set memory_limit to what one request may need; requests at once times that must fit the container."
        case .accelerator: "Make batches smaller, free what is cached, or ask for a larger card."
        }
    }
}
