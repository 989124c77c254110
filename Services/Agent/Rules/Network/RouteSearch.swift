import AgentDomain
import Contracts
import KubernetesModel

/// The Ingresses, Gateway API routes and mesh routes that lead to a workload, or were meant to.
enum RouteSearch {
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

    /// - Parameters:
    ///   - names: Services that select the workload.
    ///   - workload: nil for every route of the namespace.
    static func fault(
        toServices names: Set<String>, workload: String?, namespace: String?, investigation: inout Investigation
    ) -> Finding? {
        let index = investigation.index
        func leadsHere(_ service: String) -> Bool {
            guard let workload else { return true }
            return names.contains(service) || service == workload || service.hasPrefix(workload + "-") || workload.hasPrefix(service + "-")
                || names.contains { service.hasPrefix($0 + "-") || $0.hasPrefix(service + "-") }
        }
        for ingress in index.snapshot.ingresses where ingress.namespace == namespace && ingress.backends.contains(where: { leadsHere($0.service) }) {
            if let fault = IngressRule.fault(of: ingress, investigation: &investigation) { return fault }
        }
        for subject in GatewayRouteRule.subjects(index) where subject.namespace == namespace {
            let services = subject.route.rules.flatMap(\.backends).map(\.target.name)
            guard services.contains(where: leadsHere) || workload.map({ subject.object.name.hasPrefix($0) }) ?? true else { continue }
            if let fault = GatewayRouteRule.fault(of: subject, investigation: &investigation) { return fault }
        }
        let gateways = index.snapshot.gateways.filter { gateway in
            workload == nil && gateway.namespace == namespace
                || GatewayRouteRule.subjects(index).contains { subject in
                    subject.namespace == namespace && subject.route.parents.contains { $0.target.name == gateway.name }
                        && subject.route.rules.flatMap(\.backends).contains { leadsHere($0.target.name) }
                }
        }
        for gateway in gateways {
            if let fault = GatewayRule.fault(of: gateway, investigation: &investigation) { return fault }
        }
        for virtual in index.snapshot.virtualServices where virtual.namespace == namespace {
            let services = (virtual.hosts + virtual.routes.flatMap(\.destinations).map(\.host)).compactMap {
                $0.split(separator: ".").first.map(String.init)
            }
            guard services.contains(where: leadsHere) else { continue }
            if let fault = MeshRouteRule.fault(of: virtual, investigation: &investigation) { return fault }
        }
        return nil
    }
}
