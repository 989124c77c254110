import AgentDomain
import Contracts
import KubernetesModel

/// Ingresses that lead nowhere.
///
/// Source: https://kubernetes.io/docs/concepts/services-networking/ingress/
enum IngressRule {
    static func fault(of ingress: Ingress, investigation: inout Investigation) -> Finding? {
        let index = investigation.index
        let object = index.reference(to: ingress)
        if let name = ingress.className, index.hasRead("ingressclasses", namespace: nil),
            !index.snapshot.ingressClasses.contains(where: { $0.name == name }),
            ingress.metadata.annotations["kubernetes.io/ingress.class"] == nil
        {
            return Finding(
                .ingressClassMissing, object, title: "IngressClass \(name) does not exist",
                explanation: "Ingress \(ingress.name) asks for class \(name), which the cluster doesn't have: no controller serves it.",
                confidence: 0.93,
                evidence: [investigation.cite("spec.ingressClassName", name, of: object)])
        }
        for backend in ingress.backends where index.hasRead("services", namespace: ingress.namespace) {
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
            $0.isWarning && $0.message.mentions("secret") && $0.message.mentions("not found", "does not exist", "no secret")
        }) {
            return Finding(
                .tlsSecretMissing, object, title: "A TLS Secret of Ingress \(ingress.name) is missing", explanation: event.message, confidence: 0.88,
                evidence: [investigation.cite(event)])
        }
        return nil
    }
}
