import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// A mesh's routes that lead to the wrong place, and faults that they inject.
///
/// Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/ and
/// https://istio.io/latest/docs/reference/config/networking/destination-rule/
enum MeshRouteRule {
    static func fault(of virtual: VirtualService, investigation: inout Investigation) -> Finding? {
        let found = search(virtual, investigation: &investigation)
        return investigation.dated(found, by: virtual.metadata)
    }

    private static func search(_ virtual: VirtualService, investigation: inout Investigation) -> Finding? {
        let object = investigation.index.reference(to: virtual)
        for (position, route) in virtual.routes.enumerated() {
            if let injected = injected(route, position, object, &investigation), let felt = felt(injected, route, of: virtual, investigation) {
                return felt
            }
            for destination in route.destinations where destination.weight > 0 || route.destinations.count == 1 {
                if let lost = lost(destination, position, virtual, object, &investigation) { return lost }
            }
            if !route.destinations.isEmpty, route.destinations.count > 1, route.destinations.allSatisfy({ $0.weight == 0 }) {
                return finding(
                    object, "VirtualService \(virtual.name) sends to nobody", "All destinations of a route of \(object) have weight 0.", 0.88,
                    [investigation.cite("spec.http[\(position)].route", "every weight is 0", of: object)])
            }
        }
        return nil
    }

    private static func finding(
        _ object: ObjectReference, _ title: String, _ text: String, _ confidence: Double, _ evidence: [EvidenceID], service: String? = nil
    ) -> Finding {
        Finding(
            .gatewayMisroute, object, title: title, explanation: text, confidence: confidence, evidence: evidence,
            details: service.map { ["service": $0] } ?? [:])
    }

    /// The headers and the like that a request must have to be met by a route; nil for a route of everybody's requests.
    private static func condition(of route: VirtualService.Route) -> String? {
        let conditions = route.matches.map { match in
            ["headers", "withoutHeaders", "queryParams", "sourceLabels"].flatMap { kind in
                (match[kind]?.object ?? [:]).keys.sorted().map { "\(kind) \($0)" }
            }
        }
        guard !conditions.isEmpty, conditions.allSatisfy({ !$0.isEmpty }) else { return nil }
        return conditions.map { $0.joined(separator: " and ") }.joined(separator: ", or ")
    }

    /// A fault for chosen requests alone, as testers' are by a header, is no answer to an alert about everybody's: unless it was made in the
    /// alert's time, or the alert names the route.
    private static func felt(
        _ injected: Finding, _ route: VirtualService.Route, of virtual: VirtualService, _ investigation: Investigation
    ) -> Finding? {
        guard let condition = condition(of: route) else { return injected }
        guard investigation.rewritten(virtual.metadata) != nil || investigation.names(injected.object) else { return nil }
        var injected = injected
        injected.explanation += " Only requests by \(condition) are meant."
        injected.confidence = 0.6
        return injected
    }

    private static func injected(
        _ route: VirtualService.Route, _ position: Int, _ object: ObjectReference, _ investigation: inout Investigation
    ) -> Finding? {
        guard let fault = route.fault else { return nil }
        if let status = fault.abortStatus, fault.abortPercentage > 0 {
            return finding(
                object, "VirtualService \(object.name) answers \(status) on purpose",
                "\(object) injects a fault: \(Int(fault.abortPercentage))% of the requests are answered with \(status).", 0.92,
                [investigation.cite("spec.\(route.transport)[\(position)].fault.abort", "\(status), \(fault.abortPercentage)%", of: object)])
        }
        guard let delay = fault.delay, fault.delayPercentage > 0 else { return nil }
        var found = finding(
            object, "VirtualService \(object.name) delays requests by \(delay) on purpose",
            "\(object) injects a fault: \(Int(fault.delayPercentage))% of the requests are delayed by \(delay).", 0.92,
            [investigation.cite("spec.\(route.transport)[\(position)].fault.delay", "\(delay), \(fault.delayPercentage)%", of: object)])
        found.category = .networkDelay
        return found
    }

    private static func lost(
        _ destination: VirtualService.Destination, _ position: Int, _ virtual: VirtualService, _ object: ObjectReference,
        _ investigation: inout Investigation
    ) -> Finding? {
        let index = investigation.index
        guard !index.snapshot.serviceEntries.contains(where: { $0.hosts.contains(destination.host) }) else { return nil }
        let path = "spec.http[\(position)].route.destination"
        switch HostResolver(index).resolve(destination.host, from: virtual.namespace) {
        case .missingService(_, let name):
            return finding(
                object, "VirtualService \(virtual.name) sends to \(destination.host), which does not exist",
                "\(object) routes to host \(destination.host), and there is no such Service.", 0.93,
                [investigation.cite(path + ".host", destination.host, of: object)], service: name)
        case .service(let service):
            if let port = destination.port, !service.ports.contains(where: { $0.number == port }) {
                return finding(
                    object, "VirtualService \(virtual.name) sends to a port that Service \(service.name) doesn't have",
                    "\(object) routes to \(service.name):\(port), which the Service doesn't have.", 0.92,
                    [investigation.cite(path + ".port.number", String(port), of: object)], service: service.name)
            }
            return subset(destination, of: service, path, virtual, object, &investigation)
        case .pod, .unreadService, .external:
            return nil
        }
    }

    /// A subset that no DestinationRule defines, or that no pod belongs to.
    private static func subset(
        _ destination: VirtualService.Destination, of service: Service, _ path: String, _ virtual: VirtualService, _ object: ObjectReference,
        _ investigation: inout Investigation
    ) -> Finding? {
        guard let name = destination.subset else { return nil }
        let index = investigation.index
        let rules = index.snapshot.destinationRules.filter { rule in
            if case .service(let other) = HostResolver(index).resolve(rule.host, from: rule.namespace) {
                return other.name == service.name && other.namespace == service.namespace
            }
            return false
        }
        guard let labels = rules.compactMap({ $0.subsets[name] }).first else {
            guard index.hasRead("destinationrules", namespace: virtual.namespace) else { return nil }
            return finding(
                object, "Subset \(name) of \(destination.host) is not defined",
                "\(object) routes to subset \(name) of \(destination.host), and no DestinationRule defines it: requests are answered with 503.", 0.93,
                [investigation.cite(path + ".subset", name, of: object)], service: service.name)
        }
        let selector = LabelSelector(matchLabels: labels)
        guard !index.pods(behind: service).contains(where: { selector.matches($0.metadata.labels) }), let rule = rules.first else { return nil }
        let words = labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
        return finding(
            object, "No pod belongs to subset \(name) of \(destination.host)",
            "\(object) routes to subset \(name), pods of Service \(service.name) with \(words), and there are none.", 0.92,
            [
                investigation.cite(path + ".subset", name, of: object),
                investigation.cite("spec.subsets[\(name)].labels", words, of: index.reference(to: rule)),
            ], service: service.name)
    }
}
