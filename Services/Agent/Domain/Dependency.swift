public import KubernetesModel

/// One address that a workload is configured with, and what answers there.
public struct Dependency: Sendable {
    public enum Origin: Hashable, Sendable, CustomStringConvertible {
        case environment(name: String, container: String)
        case configMap(name: String, key: String)
        case arguments(container: String)
        case log(container: String)

        public var description: String {
            switch self {
            case .environment(let name, let container): "environment variable \(name) of container \(container)"
            case .configMap(let name, let key): "key \(key) of ConfigMap \(name)"
            case .arguments(let container): "the arguments of container \(container)"
            case .log(let container): "the log of container \(container)"
            }
        }
    }

    public enum Destination: Sendable {
        case service(Service)
        case pod(Pod)
        /// A name of the cluster's own form for which no Service exists.
        case missingService(namespace: String, name: String)
        /// In a namespace that wasn't read.
        case unreadService(namespace: String, name: String)
        case external
    }

    public var peer: PeerAddress
    public var origin: Origin
    public var destination: Destination
}

/// Turns host names into objects, as the cluster's DNS does.
public struct HostResolver: Sendable {
    private let index: ClusterIndex

    public init(_ index: ClusterIndex) {
        self.index = index
    }

    /// Source: https://kubernetes.io/docs/concepts/services-networking/dns-pod-service/
    public func resolve(_ host: String, from namespace: String?) -> Dependency.Destination {
        if let service = index.service(address: host) { return .service(service) }
        if let pod = index.pod(address: host) { return .pod(pod) }
        var labels = host.split(separator: ".", omittingEmptySubsequences: true).map(String.init)
        if labels.allSatisfy({ Int($0) != nil }) { return .external }
        if let marker = labels.lastIndex(of: "svc"), marker >= 2 {
            labels = Array(labels[..<marker])
            return find(name: labels[labels.count - 2], namespace: labels[labels.count - 1])
        }
        switch labels.count {
        case 1:
            return find(name: labels[0], namespace: namespace ?? "default")
        case 2:
            // `name.namespace`, or `pod.headless-service` of the own namespace, or a domain on the Internet.
            if let service = index.service(namespace: labels[1], name: labels[0]) { return .service(service) }
            if let service = index.service(namespace: namespace, name: labels[1]) { return .service(service) }
            if index.snapshot.namespaces.contains(where: { $0.name == labels[1] }) { return find(name: labels[0], namespace: labels[1]) }
            return .external
        case 3:
            // `pod.headless-service.namespace`.
            if let service = index.service(namespace: labels[2], name: labels[1]) { return .service(service) }
            return .external
        default:
            return .external
        }
    }

    private func find(name: String, namespace: String) -> Dependency.Destination {
        if let service = index.service(namespace: namespace, name: name) { return .service(service) }
        return index.hasRead("services", namespace: namespace)
            ? .missingService(namespace: namespace, name: name) : .unreadService(namespace: namespace, name: name)
    }
}
