import AgentDomain
import Contracts
import KubernetesModel

/// Who would miss a Service: the workloads, Ingresses and routes that name it.
struct ServiceUse {
    let isAny: Bool

    init(_ service: Service, in investigation: Investigation) {
        let index = investigation.index
        let reference = index.reference(to: service)
        let isRouted =
            index.snapshot.ingresses.contains { $0.namespace == service.namespace && $0.backends.contains { $0.service == service.name } }
            || GatewayRouteRule.subjects(index).contains { subject in
                subject.route.rules.flatMap(\.backends).contains {
                    $0.weight > 0 && $0.target.name == service.name && ($0.target.namespace ?? subject.namespace) == service.namespace
                }
            }
            || index.snapshot.virtualServices.contains { virtual in
                virtual.routes.flatMap(\.destinations).contains { destination in
                    guard destination.weight > 0, case .service(let other) = HostResolver(index).resolve(destination.host, from: virtual.namespace)
                    else { return false }
                    return index.reference(to: other) == reference
                }
            }
        isAny =
            isRouted
            || index.workloads.contains { workload in
                investigation.graph.dependencies(of: workload).contains { dependency in
                    if case .service(let other) = dependency.destination { index.reference(to: other) == reference } else { false }
                }
            }
    }
}
