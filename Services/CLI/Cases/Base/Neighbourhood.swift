/// What stands about in the namespace of every case, as in most real ones, and harms nobody: records of pods that went with their node, a Service
/// for canaries between two releases, a CronJob that was suspended months ago, a quota that forbids, an autoscaler that has always been at its
/// maximum, policies that add up, a Job that is done.
enum Neighbourhood {
    static func add(to draft: inout ClusterDraft, namespace: String, identity: Identity) throws(CaseError) {
        guard namespace != "kube-system" else { return }
        let place = Place(file: "the neighbourhood")
        let fields = try Fields(try CaseYAML.parse(text, file: place.file), at: place)
        // What happened there is long over, and its events are gone.
        var events: [EventDraft] = []
        for (value, place) in try fields.list("workloads") {
            let plan = try WorkloadPlan(value, namespace: namespace, identity: identity, at: place)
            try WorkloadBuilder(plan: plan, identity: identity).build(into: &draft, events: &events)
        }
        for (value, place) in try fields.list("objects") { try draft.add(value, namespace: namespace, at: place) }
    }

    private static let text = """
        workloads:
          - deployment: almanac
            age: 60d
            image: registry.example.com/tools/almanac:4.1.0
            ports: [8080]
            pods:
              - {state: running, age: 2d}
              - {state: failed, age: 9d, since: -2d, exitCode: 143, reason: Error, events: false,
                 merge: {status: {reason: Terminated, message: Pod was terminated in response to imminent node shutdown., conditions: [{type: Ready, status: "False", reason: PodFailed, lastTransitionTime: -2d}]}}}
              - {state: failed, age: 12d, since: -9d, exitCode: 137, reason: Error, events: false,
                 merge: {status: {reason: NodeShutdown, message: Pod was rejected as the node is shutting down., conditions: [{type: Ready, status: "False", reason: PodFailed, lastTransitionTime: -9d}]}}}
          - {cronjob: yearly-statement, schedule: "0 3 1 1 *", suspend: true, age: 90d, image: "registry.example.com/tools/almanac:4.1.0"}
          - {job: almanac-import, age: 9d, image: "registry.example.com/tools/almanac:4.1.0", pods: succeeded}
        objects:
          - {kind: Service, apiVersion: v1, metadata: {name: almanac-canary, creationTimestamp: -60d}, spec: {type: ClusterIP, clusterIP: 10.96.77.7, clusterIPs: [10.96.77.7], selector: {app: almanac, track: canary}, ports: [{port: 80, targetPort: 8080, protocol: TCP}]}}
          - {kind: ResourceQuota, apiVersion: v1, metadata: {name: no-public-addresses, creationTimestamp: -60d}, spec: {hard: {services.loadbalancers: "0", services.nodeports: "0"}}, status: {hard: {services.loadbalancers: "0", services.nodeports: "0"}, used: {services.loadbalancers: "0", services.nodeports: "0"}}}
          - kind: HorizontalPodAutoscaler
            apiVersion: autoscaling/v2
            metadata: {name: almanac, creationTimestamp: -60d}
            spec: {scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: almanac}, minReplicas: 1, maxReplicas: 1}
            status: {currentReplicas: 1, desiredReplicas: 1, conditions: [{type: AbleToScale, status: "True", reason: ReadyForNewScale}, {type: ScalingActive, status: "True", reason: ValidMetricFound}, {type: ScalingLimited, status: "True", reason: TooManyReplicas, message: the desired replica count is more than the maximum replica count, lastTransitionTime: -40d}]}
          - {kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, metadata: {name: almanac-closed, creationTimestamp: -60d}, spec: {podSelector: {matchLabels: {app: almanac}}, policyTypes: [Ingress, Egress]}}
          - {kind: NetworkPolicy, apiVersion: networking.k8s.io/v1, metadata: {name: almanac-open, creationTimestamp: -60d}, spec: {podSelector: {matchLabels: {app: almanac}}, policyTypes: [Ingress, Egress], ingress: [{}], egress: [{}]}}
        """
}
