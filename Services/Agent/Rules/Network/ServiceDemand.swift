import AgentDomain
import Contracts
import KubernetesModel

/// Who would miss a Service, and which of its ports: the workloads, Ingresses and routes that name it, and whoever comes from outside.
struct ServiceDemand {
    /// By Service; nil stands for a port that isn't told.
    private var ports: [ObjectReference: Set<PortReference?>] = [:]

    init(_ investigation: Investigation) {
        let index = investigation.index
        for ingress in index.snapshot.ingresses {
            for backend in ingress.backends { ask(backend.service, in: ingress.namespace, backend.port) }
        }
        for subject in GatewayRouteRule.subjects(index) {
            for backend in subject.route.rules.flatMap(\.backends) where backend.weight > 0 {
                ask(backend.target.name, in: backend.target.namespace ?? subject.namespace, backend.target.port.map { .number($0) })
            }
        }
        let resolver = HostResolver(index)
        for virtual in index.snapshot.virtualServices {
            for destination in virtual.routes.flatMap(\.destinations) where destination.weight > 0 {
                guard case .service(let service) = resolver.resolve(destination.host, from: virtual.namespace) else { continue }
                ask(service.name, in: service.namespace, destination.port.map { .number($0) })
            }
        }
        for dependency in index.workloads.flatMap({ investigation.graph.dependencies(of: $0) }) {
            guard case .service(let service) = dependency.destination else { continue }
            ask(service.name, in: service.namespace, dependency.peer.port.map { .number($0) })
        }
    }

    private mutating func ask(_ service: String, in namespace: String?, _ port: PortReference?) {
        ports[ObjectReference(kind: Service.kind, namespace: namespace, name: service), default: []].insert(port)
    }

    func isAny(for service: Service) -> Bool {
        service.type == "LoadBalancer" || service.type == "NodePort" || !service.externalIPs.isEmpty || ports[Self.key(service)] != nil
    }

    /// - Parameter number: A port of the Service, by its own number.
    func wants(port number: Int, of service: Service) -> Bool {
        let name = service.ports.first { $0.number == number }?.name
        return ports[Self.key(service)]?.contains { $0 == .number(number) || name != nil && $0 == name.map { .name($0) } } ?? false
    }

    private static func key(_ service: Service) -> ObjectReference {
        ObjectReference(kind: Service.kind, namespace: service.namespace, name: service.name)
    }
}
