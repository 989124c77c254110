import Contracts
import Kubernetes

/// Which reads were answered: what the capabilities are told from.
package struct ReadTally: Sendable {
    private var answered: Set<APIResource> = []
    private var refused: [APIResource: KubernetesError] = [:]

    mutating func succeeded(_ resource: APIResource) {
        answered.insert(resource)
    }

    mutating func failed(_ resource: APIResource, _ error: KubernetesError) {
        refused[resource] = error
    }

    /// What an analysis can't do without.
    private static let core: Set<APIResource> = [.pods, .events, .nodes, .services]
    private static let manifests: Set<APIResource> = [
        .deployments, .replicaSets, .statefulSets, .daemonSets, .jobs, .cronJobs, .configMaps, .persistentVolumeClaims,
    ]
    private static let traffic: Set<APIResource> = [.networkPolicies, .ingresses]

    var core: CapabilityState { state(of: Self.core) }
    var manifests: CapabilityState { state(of: Self.manifests) }
    var trafficPolicy: CapabilityState { state(of: Self.traffic) }

    /// Nothing was answered, and something was asked.
    var isBarren: Bool { answered.isEmpty && !refused.isEmpty }

    /// The error that speaks for all of them where nothing was answered.
    var representative: KubernetesError? {
        refused.values.min { $0.operation.path < $1.operation.path }
    }

    private func state(of resources: Set<APIResource>) -> CapabilityState {
        // An API that isn't served has nothing to hide.
        let failed = refused.filter { resources.contains($0.key) && $0.value.reason != .notFound && !answered.contains($0.key) }
        let succeeded = answered.intersection(resources)
        if failed.isEmpty { return succeeded.isEmpty ? .unknown : .ok }
        return succeeded.isEmpty ? .unavailable : .degraded
    }
}
