import AgentDomain
import Contracts
import KubernetesModel

/// Gateway API routes that hang on no gateway or lead to nothing: by what their controllers report, and by the objects that they name.
///
/// Source: https://gateway-api.sigs.k8s.io/reference/spec/ (RouteConditionAccepted, RouteConditionResolvedRefs)
enum GatewayRouteRule {
    struct Subject {
        var object: ObjectReference
        var route: GatewayRoute
        var metadata: ObjectMeta
        var namespace: String? { metadata.namespace }
    }

    static func subjects(_ index: ClusterIndex) -> [Subject] {
        index.snapshot.httpRoutes.map { Subject(object: index.reference(to: $0), route: $0.route, metadata: $0.metadata) }
            + index.snapshot.grpcRoutes.map { Subject(object: index.reference(to: $0), route: $0.route, metadata: $0.metadata) }
    }

    static func fault(of subject: Subject, investigation: inout Investigation) -> Finding? {
        let found = refusal(subject, &investigation) ?? deadEnd(subject, &investigation) ?? orphan(subject, &investigation)
        return investigation.dated(found, by: subject.metadata)
    }

    private static func finding(
        _ subject: Subject, _ title: String, _ text: String, _ confidence: Double, _ evidence: [EvidenceID], service: String? = nil
    ) -> Finding {
        Finding(
            .gatewayMisroute, subject.object, title: title, explanation: text, confidence: confidence, evidence: evidence,
            details: service.map { ["service": $0] } ?? [:])
    }

    /// What a controller says of the route.
    private static func refusal(_ subject: Subject, _ investigation: inout Investigation) -> Finding? {
        for status in subject.route.statuses {
            for type in ["Accepted", "ResolvedRefs"] {
                guard let condition = status.conditions[type], condition.status == "False" else { continue }
                let said = [condition.reason, condition.message].compactMap(\.self).joined(separator: ": ")
                var refused = finding(
                    subject, "\(subject.object.kind) \(subject.object.name) is not \(type == "Accepted" ? "accepted by its gateway" : "resolved")",
                    "\(subject.object) at \(status.parent.target.name): \(said).", 0.94, [investigation.cite(condition, of: subject.object)])
                refused.since = condition.lastTransitionTime
                return refused
            }
        }
        return nil
    }

    /// A backend that doesn't exist, a port that it doesn't have, or a rule that sends all to nobody.
    private static func deadEnd(_ subject: Subject, _ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        for (position, rule) in subject.route.rules.enumerated() {
            let path = "spec.rules[\(position)].backendRefs"
            if !rule.backends.isEmpty, rule.backends.allSatisfy({ $0.weight == 0 }) {
                return finding(
                    subject, "\(subject.object.kind) \(subject.object.name) sends to nobody",
                    "All backends of a rule of \(subject.object) have weight 0: its requests are answered with 500.", 0.9,
                    [investigation.cite(path, "every weight is 0", of: subject.object)])
            }
            for backend in rule.backends where backend.target.kind == Service.kind && backend.weight > 0 {
                let namespace = backend.target.namespace ?? subject.namespace
                guard index.hasRead("services", namespace: namespace) else { continue }
                guard let service = index.service(namespace: namespace, name: backend.target.name) else {
                    return finding(
                        subject, "\(subject.object.kind) \(subject.object.name) sends to Service \(backend.target.name), which does not exist",
                        "\(subject.object) routes to Service \(namespace ?? "")/\(backend.target.name), which doesn't exist.", 0.95,
                        [investigation.cite(path, "\(backend.target.name):\(backend.target.port.map(String.init) ?? "?")", of: subject.object)],
                        service: backend.target.name)
                }
                if let port = backend.target.port, !service.ports.contains(where: { $0.number == port }) {
                    let ports = service.ports.map { String($0.number) }.joined(separator: ", ")
                    return finding(
                        subject, "\(subject.object.kind) \(subject.object.name) sends to a port that Service \(service.name) doesn't have",
                        "\(subject.object) routes to \(service.name):\(port); the Service has \(ports).", 0.93,
                        [
                            investigation.cite(path, "\(service.name):\(port)", of: subject.object),
                            investigation.cite("spec.ports", ports, of: index.reference(to: service)),
                        ], service: service.name)
                }
                if let foreign = backend.target.namespace, foreign != subject.namespace, !isGranted(subject, backend.target, in: foreign, index) {
                    return finding(
                        subject, "\(subject.object.kind) \(subject.object.name) may not send into namespace \(foreign)",
                        "\(subject.object) routes to a Service of namespace \(foreign), which grants it no reference (ReferenceGrant).", 0.8,
                        [investigation.cite(path, "\(foreign)/\(backend.target.name)", of: subject.object)], service: service.name)
                }
            }
        }
        return nil
    }

    private static func isGranted(_ subject: Subject, _ target: ReferenceTarget, in namespace: String, _ index: ClusterIndex) -> Bool {
        index.snapshot.referenceGrants.isEmpty && !index.hasRead("referencegrants", namespace: namespace)
            || index.snapshot.referenceGrants.contains {
                $0.namespace == namespace && $0.allows(kind: subject.object.kind, from: subject.namespace, to: target)
            }
    }

    /// A gateway that doesn't exist, or has no listener for the route.
    private static func orphan(_ subject: Subject, _ investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        for parent in subject.route.parents where parent.target.kind == "Gateway" {
            let namespace = parent.target.namespace ?? subject.namespace
            guard index.hasRead("gateways", namespace: namespace) else { continue }
            guard let gateway = index.snapshot.gateways.first(where: { $0.name == parent.target.name && $0.namespace == namespace }) else {
                return finding(
                    subject, "Gateway \(parent.target.name) does not exist",
                    "\(subject.object) hangs on Gateway \(namespace ?? "")/\(parent.target.name), which doesn't exist.",
                    0.9, [investigation.cite("spec.parentRefs", parent.target.name, of: subject.object)])
            }
            let listeners = gateway.listeners.filter { parent.section == nil || $0.name == parent.section }
            let isMet = listeners.contains { listener in
                guard let host = listener.hostname, !subject.route.hostnames.isEmpty else { return true }
                return subject.route.hostnames.contains { overlap($0, host) }
            }
            guard !isMet else { continue }
            return finding(
                subject, "No listener of Gateway \(gateway.name) takes the hosts of \(subject.object.kind) \(subject.object.name)",
                "\(subject.object) is for \(subject.route.hostnames.joined(separator: ", ")); the listeners of \(gateway.name) are for \(listeners.compactMap(\.hostname).joined(separator: ", ")).",
                0.88,
                [
                    investigation.cite("spec.hostnames", subject.route.hostnames.joined(separator: ", "), of: subject.object),
                    investigation.cite(
                        "spec.listeners", listeners.map { "\($0.name) \($0.hostname ?? "*")" }.joined(separator: ", "),
                        of: index.reference(to: gateway)),
                ])
        }
        return nil
    }

    /// Whether two host names, each perhaps with a wildcard for its first label, can mean the same.
    static func overlap(_ first: String, _ second: String) -> Bool {
        if first == second || first == "*" || second == "*" { return true }
        if first.hasPrefix("*."), second.hasSuffix(first.dropFirst()) { return true }
        return second.hasPrefix("*.") && first.hasSuffix(second.dropFirst())
    }
}
