import Contracts
import Kubernetes

/// Which reads were answered: what the capabilities are told from.
package struct ReadTally: Sendable {
    private var answered: Set<APIResource> = []
    /// Answered, and not with all there is.
    private var cut: Set<APIResource> = []
    private var refused: [APIResource: KubernetesError] = [:]
    /// Something of the cluster's own components was refused.
    private var lacksSystem = false

    mutating func succeeded(_ resource: APIResource, isWhole: Bool) {
        answered.insert(resource)
        if !isWhole { cut.insert(resource) }
    }

    mutating func failed(_ resource: APIResource, _ error: KubernetesError, isOfSystem: Bool) {
        if isOfSystem {
            lacksSystem = lacksSystem || error.reason != .notFound
        } else {
            refused[resource] = error
        }
    }

    /// What an analysis can't do without.
    private static let core: Set<APIResource> = [.pods, .events, .nodes, .services]
    private static let manifests: Set<APIResource> = [
        .deployments, .replicaSets, .statefulSets, .daemonSets, .jobs, .cronJobs, .configMaps, .persistentVolumeClaims,
    ]
    private static let traffic: Set<APIResource> = [
        .networkPolicies, .ingresses, .ingressClasses, .gatewayClasses, .gateways, .httpRoutes, .grpcRoutes, .referenceGrants,
    ]
    private static let mesh: Set<APIResource> = [
        .virtualServices, .destinationRules, .serviceEntries, .peerAuthentications, .authorizationPolicies,
    ]

    var core: CapabilityState { state(of: Self.core) }

    var manifests: CapabilityState {
        let state = state(of: Self.manifests)
        let elsewhere = Self.core.union(Self.traffic).union(Self.mesh)
        let lacksDetails = refused.contains { !elsewhere.contains($0.key) && $0.value.reason != .notFound && !answered.contains($0.key) }
        return state == .ok && (lacksDetails || lacksSystem) ? .degraded : state
    }

    var trafficPolicy: CapabilityState { state(of: Self.traffic) }

    /// A cluster that serves none of its kinds has no mesh.
    var mesh: CapabilityState {
        let isAbsent = Self.mesh.allSatisfy { !answered.contains($0) && refused[$0]?.reason == .notFound }
        return isAbsent ? .notConfigured : state(of: Self.mesh)
    }

    /// Nothing was answered, and something was asked.
    var isBarren: Bool { answered.isEmpty && !refused.isEmpty }

    /// The error that speaks for all of them where nothing was answered.
    var representative: KubernetesError? {
        refused.values.min { ($0.reason == .notFound ? 1 : 0, $0.operation.path) < ($1.reason == .notFound ? 1 : 0, $1.operation.path) }
    }

    private func state(of resources: Set<APIResource>) -> CapabilityState {
        // An API that isn't served has nothing to hide.
        let failed = refused.filter { resources.contains($0.key) && $0.value.reason != .notFound && !answered.contains($0.key) }
        let succeeded = answered.intersection(resources)
        if failed.isEmpty, cut.isDisjoint(with: resources) { return succeeded.isEmpty ? .unknown : .ok }
        return succeeded.isEmpty ? .unavailable : .degraded
    }
}
