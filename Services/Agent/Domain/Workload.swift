public import Contracts
public import KubernetesModel

/// What runs pods, whichever kind it is: the object that causes are named for.
public struct Workload: Sendable {
    public var reference: ObjectReference
    public var uid: String
    public var metadata: ObjectMeta
    /// nil for controllers whose kind isn't known here.
    public var template: PodTemplate?
    /// How many pods there should be; nil where the kind doesn't say.
    public var desired: Int?
    public var ready: Int
    public var conditions: [Condition]

    public init(_ object: Deployment) {
        self.init(object, template: object.template, desired: object.replicas, ready: object.readyReplicas, conditions: object.conditions)
    }

    public init(_ object: StatefulSet) {
        self.init(object, template: object.template, desired: object.replicas, ready: object.readyReplicas, conditions: object.conditions)
    }

    public init(_ object: DaemonSet) {
        self.init(object, template: object.template, desired: object.desired, ready: object.ready, conditions: object.conditions)
    }

    public init(_ object: ReplicaSet) {
        self.init(object, template: object.template, desired: object.replicas, ready: object.readyReplicas, conditions: object.conditions)
    }

    public init(_ object: Job) {
        self.init(object, template: object.template, desired: nil, ready: 0, conditions: object.conditions)
    }

    public init(_ object: Pod) {
        self.init(object, template: PodTemplate(of: object), desired: nil, ready: 0, conditions: object.status.conditions)
    }

    /// A controller of a kind that isn't modelled (a Rollout, say): its pods speak for it.
    public init(foreign owner: OwnerReference, namespace: String?, pod: Pod) {
        self.init(pod, template: PodTemplate(of: pod), desired: nil, ready: 0, conditions: [])
        reference = ObjectReference(kind: owner.kind, namespace: namespace, name: owner.name)
        uid = owner.uid
    }

    private init(_ object: some Manifest, template: PodTemplate?, desired: Int?, ready: Int, conditions: [Condition]) {
        reference = ObjectReference(kind: type(of: object).kind, namespace: object.namespace, name: object.name)
        uid = object.metadata.uid
        metadata = object.metadata
        self.template = template
        self.desired = desired
        self.ready = ready
        self.conditions = conditions
    }

    public var name: String { reference.name }
    public var namespace: String? { reference.namespace }
}
