public import KubernetesModel
public import Primitives

/// Everything that one analysis read of a cluster, at one moment.
///
/// Lists hold the objects of all namespaces that were read. What could not be read stands in ``failures``, so that an absent object
/// and an unreadable one are never taken for one another.
public struct ClusterSnapshot: Sendable {
    /// The observation's time, by ``ObservationClock``: ages are relative to it.
    public var now: Timestamp
    /// Namespaces whose objects were listed, every kind. Of ``systemNamespace`` only the components are read, unless it is the target's own.
    public var namespacesRead: Set<String> = []

    public var pods: [Pod] = []
    public var events: [Event] = []
    public var deployments: [Deployment] = []
    public var replicaSets: [ReplicaSet] = []
    public var statefulSets: [StatefulSet] = []
    public var daemonSets: [DaemonSet] = []
    /// The states of StatefulSets' and DaemonSets' templates; a Deployment's are its ReplicaSets.
    public var controllerRevisions: [ControllerRevision] = []
    public var jobs: [Job] = []
    public var cronJobs: [CronJob] = []
    public var services: [Service] = []
    public var endpoints: [Endpoints] = []
    public var endpointSlices: [EndpointSlice] = []
    public var configMaps: [ConfigMap] = []
    public var persistentVolumeClaims: [PersistentVolumeClaim] = []
    public var persistentVolumes: [PersistentVolume] = []
    public var storageClasses: [StorageClass] = []
    public var resourceQuotas: [ResourceQuota] = []
    public var limitRanges: [LimitRange] = []
    public var serviceAccounts: [ServiceAccount] = []
    public var nodes: [Node] = []
    public var autoscalers: [HorizontalPodAutoscaler] = []
    public var disruptionBudgets: [PodDisruptionBudget] = []
    public var ingresses: [Ingress] = []
    public var ingressClasses: [IngressClass] = []
    public var networkPolicies: [NetworkPolicy] = []
    public var namespaces: [Namespace] = []
    public var priorityClasses: [PriorityClass] = []
    public var validatingWebhooks: [ValidatingWebhookConfiguration] = []
    public var mutatingWebhooks: [MutatingWebhookConfiguration] = []
    /// Only those that somebody else than the API server serves.
    public var apiServices: [APIService] = []
    /// Of `kube-node-lease`, one a node, and of `kube-system`, one a leading component.
    public var leases: [Lease] = []

    public var gatewayClasses: [GatewayClass] = []
    public var gateways: [Gateway] = []
    public var httpRoutes: [HTTPRoute] = []
    public var grpcRoutes: [GRPCRoute] = []
    public var referenceGrants: [ReferenceGrant] = []
    public var virtualServices: [VirtualService] = []
    public var destinationRules: [DestinationRule] = []
    public var serviceEntries: [ServiceEntry] = []
    public var peerAuthentications: [PeerAuthentication] = []
    public var authorizationPolicies: [AuthorizationPolicy] = []

    /// What the pods of all namespaces ask of each node, by node. Read only where a pod doesn't find a node or a node is what the alert is about;
    /// nil otherwise, and where it can't be told.
    public var nodeLoads: [String: NodeLoad]?
    /// Checks that the API server's own `/readyz` reports as failing, in its words; nil where it wasn't asked or didn't answer.
    public var failingServerChecks: [String]?
    /// Secrets whose metadata the operator lets us read, as `namespace/name`; nil where that isn't granted.
    public var secretNames: Set<String>?

    public var logs: [ContainerLog] = []
    /// Curves, to be drawn.
    public var metrics: [MetricSeries] = []
    /// What the curves say, to be weighed.
    public var measurements: [Measurement] = []
    /// The most telling first.
    public var traces: [RequestTrace] = []
    public var failures: [ReadFailure] = []
    /// How long the alert's rule waits before it fires (`for`); nil where nobody could be asked.
    public var alertPending: Duration?
    /// What Prometheus, Tempo and Loki did not tell.
    public var gaps: [SourceGap] = []

    /// Where the cluster's own components run.
    public static let systemNamespace = "kube-system"
    /// Where the nodes' heartbeats are kept.
    public static let leaseNamespace = "kube-node-lease"

    public init(now: Timestamp) {
        self.now = now
    }
}

/// One read that failed, and so one thing that the analysis doesn't know.
public struct ReadFailure: Hashable, Sendable {
    public enum Reason: String, Hashable, Sendable {
        /// 401 or 403: the verb and the resource are missing from the agent's role.
        case forbidden
        /// 404: the API isn't served here.
        case notServed
        /// 429: this client asked too much at once, which says nothing of the server's health.
        case throttled
        case timedOut
        case unavailable
        case malformed
        /// There was more than is read of one kind: what isn't found may still exist.
        case truncated
    }

    /// `list` or `get`.
    public var verb: String
    /// As roles spell it: `pods`, `pods/log`, `deployments.apps`.
    public var resource: String
    public var namespace: String?
    public var reason: Reason
    /// What the server or the client said.
    public var message: String
    /// Of what explains more, and what no verdict on the target stands on.
    public var isAuxiliary: Bool

    public init(verb: String, resource: String, namespace: String?, reason: Reason, message: String, isAuxiliary: Bool = false) {
        self.verb = verb
        self.resource = resource
        self.namespace = namespace
        self.reason = reason
        self.message = message
        self.isAuxiliary = isAuxiliary
    }
}

/// A container's log, or why there is none.
public struct ContainerLog: Hashable, Sendable {
    public struct Line: Hashable, Sendable {
        public var time: Timestamp?
        public var text: String

        public init(time: Timestamp?, text: String) {
            self.time = time
            self.text = text
        }
    }

    public enum Content: Hashable, Sendable {
        /// Empty for a container that wrote nothing, and for one that never ran.
        case lines([Line])
        /// The API server's or the kubelet's answer instead.
        case refused(String)
        case timedOut
    }

    public var namespace: String
    public var pod: String
    public var container: String
    /// The run before the current one.
    public var isPrevious: Bool
    public var content: Content
    /// It is all that the container wrote, or what was asked for of the time before the alert, and no more than its end else.
    public var isWhole: Bool
    public var origin: Origin

    /// Where it was read.
    public enum Origin: Hashable, Sendable {
        case kubernetes
        /// With the LogQL that shows it.
        case loki(query: String)
    }

    public init(
        namespace: String, pod: String, container: String, isPrevious: Bool, content: Content, isWhole: Bool = true, origin: Origin = .kubernetes
    ) {
        self.namespace = namespace
        self.pod = pod
        self.container = container
        self.isPrevious = isPrevious
        self.content = content
        self.isWhole = isWhole
        self.origin = origin
    }

    public var lines: [Line] {
        if case .lines(let lines) = content { lines } else { [] }
    }
}

/// A curve that Prometheus measured, small enough to be drawn.
public struct MetricSeries: Hashable, Sendable {
    public struct Sample: Hashable, Sendable {
        public var time: Timestamp
        public var value: Double

        public init(time: Timestamp, value: Double) {
            self.time = time
            self.value = value
        }
    }

    public var quantity: Measurement.Quantity
    /// The PromQL expression, so that a person can ask again.
    public var expression: String
    public var labels: [String: String]
    /// By time.
    public var samples: [Sample]

    public init(quantity: Measurement.Quantity, expression: String, labels: [String: String], samples: [Sample]) {
        self.quantity = quantity
        self.expression = expression
        self.labels = labels
        self.samples = samples
    }
}
