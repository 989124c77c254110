import AgentDomain
import Contracts
import KubernetesModel

/// Gateways that no controller serves, and listeners that can't work, by what their controllers report.
///
/// Source: https://gateway-api.sigs.k8s.io/reference/spec/#listenerconditionreason
enum GatewayRule {
    static func fault(of gateway: Gateway, investigation: inout Investigation) -> Finding? {
        let object = investigation.index.reference(to: gateway)
        for listener in gateway.listeners {
            guard let refs = listener.conditions["ResolvedRefs"], refs.status == "False" else { continue }
            let names = listener.certificates.map(\.name).joined(separator: ", ")
            let isCertificate = refs.reason == "InvalidCertificateRef" || !names.isEmpty && refs.message?.mentions("secret", "certificate") == true
            return Finding(
                isCertificate ? .tlsSecretMissing : .gatewayMisroute, object,
                title: isCertificate
                    ? "The certificate \(names) of listener \(listener.name) can't be used" : "Listener \(listener.name) is not resolved",
                explanation: "Listener \(listener.name) of \(object): \([refs.reason, refs.message].compactMap(\.self).joined(separator: ": "))",
                confidence: 0.94, evidence: [investigation.cite(refs, of: object)], since: refs.lastTransitionTime, details: ["name": names])
        }
        if let secrets = investigation.index.snapshot.secretNames {
            for target in gateway.listeners.flatMap(\.certificates) where target.kind == "Secret" {
                let home = target.namespace ?? gateway.namespace ?? ""
                guard !secrets.contains("\(home)/\(target.name)") else { continue }
                return Finding(
                    .tlsSecretMissing, object, title: "TLS Secret \(target.name) does not exist",
                    explanation: "\(object) takes its certificate from Secret \(home)/\(target.name), which isn't there.", confidence: 0.9,
                    evidence: [investigation.cite("spec.listeners.tls.certificateRefs", target.name, of: object)], details: ["name": target.name])
            }
        }
        let classes = investigation.index.snapshot.gatewayClasses
        if investigation.index.hasRead("gatewayclasses", namespace: nil), !classes.contains(where: { $0.name == gateway.className }) {
            return Finding(
                .ingressClassMissing, object, title: "GatewayClass \(gateway.className) does not exist",
                explanation: "\(object) asks for class \(gateway.className), which the cluster doesn't have: no controller serves it.",
                confidence: 0.92,
                evidence: [investigation.cite("spec.gatewayClassName", gateway.className, of: object)])
        }
        for type in ["Accepted", "Programmed"] {
            let conditions = [gateway.conditions[type]] + gateway.listeners.map { $0.conditions[type] }
            guard let condition = conditions.compactMap(\.self).first(where: { $0.status == "False" }) else { continue }
            return Finding(
                .gatewayMisroute, object, title: "Gateway \(gateway.name) is not \(type.lowercased())",
                explanation: "\(object): \([condition.reason, condition.message].compactMap(\.self).joined(separator: ": "))", confidence: 0.88,
                evidence: [investigation.cite(condition, of: object)], since: condition.lastTransitionTime)
        }
        return nil
    }
}
