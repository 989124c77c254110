import AgentDomain
import Contracts
import KubernetesModel

/// The Ingresses, Gateway API routes and mesh routes that lead to a workload, or were meant to.
///
/// A route belongs to a workload by the exact name of a Service. Likeness counts only for a name that no Service has: it may be meant for one.
struct RouteSearch {
    /// Those that select the workload.
    let services: Set<String>
    /// nil for every route of the namespace.
    let workload: String?
    let namespace: String?

    /// The route or gateway that an alert's own labels name.
    static func named(by alert: Alert, namespace: String?, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        func label(_ names: String...) -> String? { names.lazy.compactMap { alert.labels[$0] }.first { !$0.isEmpty } }
        if let name = label("httproute", "exported_httproute", "grpcroute", "route", "route_name"),
            let subject = GatewayRouteRule.subjects(index).first(where: { $0.object.name == name && (namespace == nil || $0.namespace == namespace) }
            ),
            let fault = GatewayRouteRule.fault(of: subject, investigation: &investigation)
        {
            return fault
        }
        if let name = label("gateway", "exported_gateway", "gateway_name"),
            let gateway = index.snapshot.gateways.first(where: { $0.name == name && (namespace == nil || $0.namespace == namespace) }),
            let fault = GatewayRule.fault(of: gateway, investigation: &investigation)
        {
            return fault
        }
        if let name = label("virtualservice", "virtual_service"),
            let virtual = index.snapshot.virtualServices.first(where: { $0.name == name && (namespace == nil || $0.namespace == namespace) })
        {
            return MeshRouteRule.fault(of: virtual, investigation: &investigation)
        }
        return nil
    }

    /// Whether requests to a Service are requests to the workload.
    private func isOwn(_ service: String) -> Bool {
        guard let workload else { return true }
        return services.contains(service) || service == workload
    }

    /// Whether a name that no Service has was meant for one of the workload's.
    private func isMeant(_ service: String, in index: ClusterIndex) -> Bool {
        guard let workload, index.service(namespace: namespace, name: service) == nil else { return false }
        return (services.union([workload])).contains { service.hasPrefix($0 + "-") || $0.hasPrefix(service + "-") }
    }

    /// Which of a route's backends lead to the workload: by name, and only where none does, by likeness.
    private func leading(among names: [String], _ index: ClusterIndex) -> Set<String> {
        let own = Set(names.filter(isOwn))
        return own.isEmpty ? Set(names.filter { isMeant($0, in: index) }) : own
    }

    func fault(_ investigation: inout Investigation) -> Finding? {
        ingress(&investigation) ?? route(&investigation) ?? gateway(&investigation) ?? mesh(&investigation)
    }

    private func ingress(_ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        for ingress in index.snapshot.ingresses where ingress.namespace == namespace {
            let leading = leading(among: ingress.backends.map(\.service), index)
            guard !leading.isEmpty else { continue }
            if let fault = IngressRule.fault(of: ingress, services: leading, investigation: &investigation) { return fault }
        }
        return nil
    }

    private func route(_ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        for subject in GatewayRouteRule.subjects(index) where subject.namespace == namespace {
            let leading = leading(among: subject.route.rules.flatMap(\.backends).map(\.target.name), index)
            guard !leading.isEmpty || workload == nil || workload == subject.object.name,
                let fault = GatewayRouteRule.fault(of: subject, investigation: &investigation)
            else { continue }
            if leading.isEmpty || fault.details["service"].map(leading.contains) ?? true { return fault }
        }
        return nil
    }

    private func gateway(_ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        for gateway in index.snapshot.gateways {
            let isPassed = GatewayRouteRule.subjects(index).contains { subject in
                subject.namespace == namespace && subject.route.parents.contains { $0.target.name == gateway.name }
                    && !leading(among: subject.route.rules.flatMap(\.backends).map(\.target.name), index).isEmpty
            }
            guard workload == nil && gateway.namespace == namespace || isPassed else { continue }
            if let fault = GatewayRule.fault(of: gateway, investigation: &investigation) { return fault }
        }
        return nil
    }

    private func mesh(_ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        for virtual in index.snapshot.virtualServices where virtual.namespace == namespace {
            let names = (virtual.hosts + virtual.routes.flatMap(\.destinations).map(\.host)).compactMap {
                $0.split(separator: ".").first.map(String.init)
            }
            guard !leading(among: names, index).isEmpty else { continue }
            if let fault = MeshRouteRule.fault(of: virtual, investigation: &investigation) { return fault }
        }
        return nil
    }
}
