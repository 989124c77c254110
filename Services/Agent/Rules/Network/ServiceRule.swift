import AgentDomain
import Contracts
import KubernetesModel

/// Services that lead nowhere: their selector picks no pod, their port no listener.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/service/
enum ServiceRule {
    static func fault(of service: Service, investigation: inout Investigation) -> Finding? {
        guard service.type != "ExternalName" else { return nil }
        let index = investigation.index
        let object = index.reference(to: service)
        if service.selector.isEmpty {
            guard index.addresses(behind: service).isEmpty,
                index.hasRead("endpointslices", namespace: service.namespace) || index.hasRead("endpoints", namespace: service.namespace)
            else { return nil }
            return Finding(
                .serviceWithoutEndpoints, object, title: "Service \(service.name) has no endpoints",
                explanation: "Service \(service.name) has no selector, and nobody wrote endpoints for it.", confidence: 0.8,
                evidence: [investigation.cite("spec.selector", "none; no endpoints", of: object)])
        }
        let behind = index.workloads(behind: service)
        if behind.isEmpty, index.hasRead("pods", namespace: service.namespace) {
            return selectsNothing(service, object, investigation: &investigation)
        }
        return portMismatch(service, object, investigation: &investigation) ?? protocolMismatch(service, object, investigation: &investigation)
    }

    private static func words(_ labels: [String: String]) -> String {
        labels.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
    }

    private static func selectsNothing(_ service: Service, _ object: ObjectReference, investigation: inout Investigation) -> Finding {
        var evidence = [investigation.cite("spec.selector", words(service.selector), of: object)]
        let meant = investigation.index.workloads.filter { $0.namespace == service.namespace && ![Job.kind].contains($0.reference.kind) }
            .map { ($0, likeness(of: $0, to: service)) }.filter { $0.1 > 0 }
            .max { ($0.1, $1.0.name) < ($1.1, $0.0.name) }?.0
        if let meant, let labels = meant.template?.labels {
            let shown = words(labels.filter { !$0.key.contains("pod-template-hash") })
            evidence.append(investigation.cite("spec.template.metadata.labels", shown, of: meant.reference))
            return Finding(
                .serviceSelectorMismatch, object, title: "The selector of Service \(service.name) matches no pod",
                explanation: "Service \(service.name) selects \(words(service.selector)); the pods of \(meant.reference) have \(shown).",
                confidence: 0.93,
                evidence: evidence, since: service.metadata.changedAt ?? service.metadata.creationTimestamp, details: ["workload": meant.name])
        }
        return Finding(
            .serviceWithoutEndpoints, object, title: "Service \(service.name) has no endpoints",
            explanation: "No pod in the namespace has the labels \(words(service.selector)) that Service \(service.name) selects.", confidence: 0.85,
            evidence: evidence, since: service.metadata.changedAt ?? service.metadata.creationTimestamp)
    }

    /// How much a workload looks like what a Service was meant for: shared labels, a shared name.
    private static func likeness(of workload: Workload, to service: Service) -> Int {
        guard let labels = workload.template?.labels else { return 0 }
        let shared = service.selector.filter { labels[$0.key] == $0.value }.count
        let sameKeys = service.selector.keys.contains { labels[$0] != nil }
        let sameName =
            workload.name == service.name || service.selector.values.contains(workload.name) || service.name.hasPrefix(workload.name)
            || workload.name.hasPrefix(service.name)
        return shared * 2 + (sameName && sameKeys ? 3 : sameName ? 2 : 0)
    }

    private static func portMismatch(_ service: Service, _ object: ObjectReference, investigation: inout Investigation) -> Finding? {
        for workload in investigation.index.workloads(behind: service) {
            guard let containers = workload.template?.spec.containers.filter({ $0.role == .main || $0.role == .sidecar }) else { continue }
            let declared = containers.flatMap(\.ports)
            let pod = investigation.index.pods(of: workload).first
            let known = containers.map { container in
                ListeningPorts(
                    container,
                    log: pod.map { investigation.index.logs(of: $0, container: container.name).flatMap { $0.lines.map(\.text) } } ?? [])
            }
            // Declaring ports is optional: where the first container, whose pod it is, speaks for none, its sidecars' say nothing of it.
            let isSilent = zip(containers, known).first { $0.0.role == .main }?.1.numbers.isEmpty ?? true
            let unserved = service.ports.filter { port in
                guard port.transport == "TCP" else { return false }
                return switch port.target {
                case .name(let name): !declared.contains { $0.name == name }
                case .number(let number):
                    !isSilent && !known.contains { $0.numbers.contains(number) } && !listens(on: number, workload, investigation)
                }
            }
            if let port = unserved.first {
                let named = declared.map { [$0.name, String($0.number)].compactMap(\.self).joined(separator: "=") }
                let spoken = known.flatMap(\.spoken).filter { number in !declared.contains { $0.number == number } }.sorted().map(String.init)
                let ports = (named + spoken).joined(separator: ", ")
                return Finding(
                    .servicePortMismatch, object, title: "Service \(service.name) sends to port \(port.target), which no container has",
                    explanation:
                        "Service \(service.name) sends port \(port.number) to targetPort \(port.target); the containers of \(workload.reference) have the ports \(ports.isEmpty ? "(none)" : ports).",
                    confidence: 0.9,
                    evidence: [
                        investigation.cite("spec.ports[\(port.number)].targetPort", port.target.description, of: object),
                        investigation.cite("spec.template.spec.containers.ports", ports.isEmpty ? "none" : ports, of: workload.reference),
                    ],
                    details: unserved.count < service.ports.count ? ["spare_port": String(port.number)] : [:])
            }
        }
        return nil
    }

    /// A probe that succeeds on a port proves a listener that isn't declared.
    private static func listens(on port: Int, _ workload: Workload, _ investigation: Investigation) -> Bool {
        let isReady = investigation.index.pods(of: workload).contains { PodHealth($0).isReady }
        return isReady
            && (workload.template?.spec.containers ?? []).contains { container in
                container.readinessProbe?.port == .number(port) || container.livenessProbe?.port == .number(port)
            }
    }

    private static func protocolMismatch(_ service: Service, _ object: ObjectReference, investigation: inout Investigation) -> Finding? {
        for workload in investigation.index.workloads(behind: service) {
            let declared = (workload.template?.spec.containers ?? []).flatMap(\.ports)
            for port in service.ports {
                guard case .number(let number) = port.target else { continue }
                let same = declared.filter { $0.number == number }
                guard let other = same.first, !same.contains(where: { $0.transport == port.transport }) else { continue }
                return Finding(
                    .serviceProtocolMismatch, object, title: "Service \(service.name) speaks \(port.transport), its pods \(other.transport)",
                    explanation:
                        "Service \(service.name) forwards \(port.transport) port \(port.number); \(workload.reference) listens on \(other.transport) \(number).",
                    confidence: 0.88, evidence: [investigation.cite("spec.ports[\(port.number)].protocol", port.transport, of: object)])
            }
        }
        return nil
    }
}

extension CauseCategory {
    /// A Service that picks no pods, which is wrong only where somebody wants it to.
    var isLackOfPods: Bool { [.serviceSelectorMismatch, .serviceWithoutEndpoints].contains(self) }
}
