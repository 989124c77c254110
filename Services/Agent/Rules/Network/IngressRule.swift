import AgentDomain
import Contracts
import KubernetesModel

/// Ingresses that lead nowhere.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/ingress/
enum IngressRule {
    /// - Parameter services: whose paths are judged; nil for all.
    static func fault(of ingress: Ingress, services: Set<String>? = nil, investigation: inout Investigation) -> Finding? {
        let found = search(ingress, services: services, investigation: &investigation)
        return investigation.dated(found, by: ingress.metadata)
    }

    private static func search(_ ingress: Ingress, services: Set<String>?, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        let object = index.reference(to: ingress)
        if let name = ingress.className, index.hasRead("ingressclasses", namespace: nil),
            !index.snapshot.ingressClasses.contains(where: { $0.name == name }),
            ingress.metadata.annotations["kubernetes.io/ingress.class"] == nil
                || ingress.addresses.isEmpty && index.snapshot.ingressClasses.isEmpty == false
        {
            return Finding(
                .ingressClassMissing, object, title: "IngressClass \(name) does not exist",
                explanation: "Ingress \(ingress.name) asks for class \(name), which the cluster doesn't have: no controller serves it.",
                confidence: 0.93,
                evidence: [investigation.cite("spec.ingressClassName", name, of: object)])
        }
        let judged = ingress.backends.filter { services?.contains($0.service) ?? true }
        for backend in judged where index.hasRead("services", namespace: ingress.namespace) {
            guard let service = index.service(namespace: ingress.namespace, name: backend.service) else {
                return Finding(
                    .ingressBackendMissing, object, title: "Ingress \(ingress.name) sends to Service \(backend.service), which does not exist",
                    explanation:
                        "Ingress \(ingress.name) routes \(backend.host ?? "*")\(backend.path ?? "/") to Service \(backend.service), which the namespace doesn't have.",
                    confidence: 0.95, evidence: [investigation.cite("spec.rules.backend.service", "\(backend.service):\(backend.port)", of: object)])
            }
            let isServed =
                switch backend.port {
                case .number(let number): service.ports.contains { $0.number == number }
                case .name(let name): service.ports.contains { $0.name == name }
                }
            if !isServed {
                return Finding(
                    .ingressBackendMissing, object, title: "Ingress \(ingress.name) sends to a port that Service \(service.name) doesn't have",
                    explanation:
                        "Ingress \(ingress.name) routes to \(service.name):\(backend.port); the Service has \(service.ports.map { String($0.number) }.joined(separator: ", ")).",
                    confidence: 0.92, evidence: [investigation.cite("spec.rules.backend.service", "\(backend.service):\(backend.port)", of: object)])
            }
        }
        if let secrets = index.snapshot.secretNames,
            let missing = ingress.tlsSecrets.first(where: { !secrets.contains("\(ingress.namespace ?? "")/\($0)") })
        {
            return Finding(
                .tlsSecretMissing, object, title: "TLS Secret \(missing) does not exist",
                explanation: "Ingress \(ingress.name) takes its certificate from Secret \(missing), which isn't there.",
                confidence: 0.92, evidence: [investigation.cite("spec.tls.secretName", missing, of: object)])
        }
        if let event = index.events(of: ingress).first(where: {
            $0.isWarning && investigation.isRecent($0.lastSeen) && $0.message.mentions("secret")
                && $0.message.mentions("not found", "does not exist", "no secret")
        }) {
            return Finding(
                .tlsSecretMissing, object, title: "A TLS Secret of Ingress \(ingress.name) is missing", explanation: event.message, confidence: 0.88,
                evidence: [
                    investigation.cite(event), investigation.cite("spec.tls.secretName", ingress.tlsSecrets.joined(separator: ", "), of: object),
                ], since: event.firstSeen)
        }
        // Where an issuer makes the certificate, its own events say that it can't.
        for name in ingress.tlsSecrets {
            let certificate = ObjectReference(kind: "Certificate", namespace: ingress.namespace, name: name)
            guard let event = index.events(of: certificate, uid: nil).first(where: { $0.isWarning && investigation.isRecent($0.lastSeen) }) else {
                continue
            }
            return Finding(
                .tlsSecretMissing, object, title: "The certificate \(name) of Ingress \(ingress.name) isn't issued",
                explanation: "Ingress \(ingress.name) takes its certificate from Secret \(name), which its issuer doesn't make: \(event.message)",
                confidence: 0.85, evidence: [investigation.cite(event), investigation.cite("spec.tls.secretName", name, of: object)],
                since: event.firstSeen, details: ["name": name])
        }
        if let misroute = misroute(ingress, object, &investigation) { return misroute }
        guard let name = ingress.tlsSecrets.first, index.snapshot.secretNames == nil,
            investigation.alertMentions("tls", "certificate", "ssl")
        else { return nil }
        // Secrets can't be seen, all else is right, and the alert is about nothing but them.
        return Finding(
            .tlsSecretMissing, object, title: "TLS Secret \(name) is probably missing or unusable",
            explanation:
                "Ingress \(ingress.name) takes its certificate from Secret \(name), which the agent may not see; everything else of it is in order.",
            confidence: 0.5, evidence: [investigation.cite("spec.tls.secretName", name, of: object)])
    }

    /// A path that bears one Service's name and leads to another's: right only by accident.
    private static func misroute(_ ingress: Ingress, _ object: ObjectReference, _ investigation: inout Investigation) -> Finding? {
        guard investigation.target.subject == .ingress(object) else { return nil }
        for backend in ingress.backends {
            guard let first = backend.path?.split(separator: "/").first.map(String.init), first != backend.service,
                investigation.index.service(namespace: ingress.namespace, name: first) != nil,
                !ingress.backends.contains(where: { $0.service == first })
            else { continue }
            return Finding(
                .gatewayMisroute, object, title: "Ingress \(ingress.name) sends /\(first) to Service \(backend.service)",
                explanation:
                    "Ingress \(ingress.name) routes \(backend.path ?? "/") to Service \(backend.service), though there is a Service \(first), to which no path leads.",
                confidence: 0.75,
                evidence: [
                    investigation.cite("spec.rules.paths[\(backend.path ?? "/")].backend.service", "\(backend.service):\(backend.port)", of: object)
                ])
        }
        return nil
    }

    /// An Ingress that names no class is served by the default one's controller, and by nobody where there is none.
    static func unclassed(_ ingress: Ingress, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        guard ingress.className == nil, index.hasRead("ingressclasses", namespace: nil), ingress.addresses.isEmpty,
            !index.snapshot.ingressClasses.contains(where: \.isDefault)
        else { return nil }
        let object = index.reference(to: ingress)
        return Finding(
            .ingressClassMissing, object, title: "Ingress \(ingress.name) names no class and there is no default",
            explanation: "Ingress \(ingress.name) leaves its class to the cluster's default, and no IngressClass is marked as the default.",
            confidence: 0.8, evidence: [investigation.cite("spec.ingressClassName", "none", of: object)],
            since: investigation.rewritten(ingress.metadata))
    }
}
