public import KubernetesModel

/// What the pods on one node ask of it, of whatever namespace they are: what the scheduler weighs against the node's allocatable resources.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/#how-pods-with-resource-requests-are-scheduled
public struct NodeLoad: Hashable, Sendable {
    public private(set) var pods = 0
    public private(set) var requests: [String: Quantity] = [:]
    /// `TCP/8080` with the pod that holds it.
    public private(set) var hostPorts: [String: String] = [:]

    public init() {}

    /// Counts a pod that runs or is bound here. Ended pods hold nothing.
    public mutating func add(_ pod: Pod) {
        guard !["Succeeded", "Failed"].contains(pod.status.phase) else { return }
        pods += 1
        let asked = Set(pod.spec.containers.flatMap { Array($0.requests.keys) + Array($0.limits.keys) }).union(pod.spec.overhead.keys)
        for resource in asked {
            requests[resource] = (requests[resource] ?? .zero) + pod.spec.request(of: resource)
        }
        for port in pod.spec.containers.flatMap(\.ports) {
            if let number = port.hostPort { hostPorts["\(port.transport)/\(number)"] = "\(pod.namespace ?? "")/\(pod.name)" }
        }
    }

    /// What is left of a resource; never negative. nil where the node has none of it.
    public func free(_ resource: String, of node: Node) -> Quantity? {
        guard let allocatable = node.allocatable[resource] else { return nil }
        return max(.zero, allocatable - (resource == "pods" ? Quantity(String(pods)) ?? .zero : requests[resource] ?? .zero))
    }
}
