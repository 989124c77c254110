import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Certificates that expire: whose they are, and what the issuer says that should have renewed them.
///
/// Source: https://cert-manager.io/docs/usage/ingress/ and https://cert-manager.io/docs/troubleshooting/acme/
enum CertificateRule {
    /// What an issuer makes on the way to a certificate; all bear its name, or begin with it.
    private static let kinds: Set<String> = ["Certificate", "CertificateRequest", "Order", "Challenge"]

    private static func isAsked(_ investigation: Investigation) -> Bool {
        investigation.alertMentions("expir") && investigation.alertMentions("certificate", "cert$", "ssl", "tls", "x509")
    }

    /// An Ingress whose certificate the alert says to expire.
    static func expiry(of ingress: Ingress, investigation: inout Investigation) -> Finding? {
        guard isAsked(investigation), let name = ingress.tlsSecrets.first else { return nil }
        let object = investigation.index.reference(to: ingress)
        let secret = investigation.cite("spec.tls.secretName", name, of: object)
        let issuer = ingress.metadata.annotations.filter { $0.key.hasPrefix("cert-manager.io/") }.sorted { $0.key < $1.key }.first
        return finding(
            name, namespace: ingress.namespace, owner: issuer == nil ? object : nil, evidence: [secret],
            words: issuer.map { "\(object) has its certificate from Secret \(name), which \($0.value) should renew (\($0.key))." }
                ?? "\(object) has its certificate from Secret \(name); no annotation says that anybody renews it.", &investigation)
    }

    /// A certificate that the alert names in a namespace.
    static func named(in namespace: String, investigation: inout Investigation) -> Finding? {
        guard isAsked(investigation) else { return nil }
        let names = AlertLabels(investigation.alert).mentioned
        if let ingress = investigation.index.snapshot.ingresses.first(where: { ingress in
            ingress.namespace == namespace && ingress.tlsSecrets.contains(where: names.contains)
        }) {
            return expiry(of: ingress, investigation: &investigation)
        }
        guard let name = names.first(where: { complaint(of: $0, namespace: namespace, investigation) != nil }) else { return nil }
        return finding(name, namespace: namespace, owner: nil, evidence: [], words: "", &investigation)
    }

    /// - Parameter owner: Who is to renew it, where no issuer is known.
    private static func finding(
        _ name: String, namespace: String?, owner: ObjectReference?, evidence: [EvidenceID], words: String, _ investigation: inout Investigation
    ) -> Finding {
        let certificate = ObjectReference(kind: "Certificate", namespace: namespace, name: name)
        let complaint = complaint(of: name, namespace: namespace, investigation)
        let object = complaint == nil ? owner ?? certificate : certificate
        let said = complaint.map { " Its issuer says: \($0.message)" } ?? ""
        return Finding(
            .certificateExpired, object,
            title: complaint == nil ? "The certificate in Secret \(name) runs out" : "Certificate \(name) isn't renewed",
            explanation: "\(investigation.alertText). \(words)\(said)", confidence: complaint == nil ? 0.7 : 0.88,
            evidence: [complaint.map { investigation.cite($0) }].compactMap(\.self) + [investigation.citeAlert(of: object)] + evidence,
            since: complaint?.firstSeen ?? investigation.alert.startsAt, details: ["name": name])
    }

    /// The newest; issuers wait for hours between two attempts.
    private static func complaint(of name: String, namespace: String?, _ investigation: Investigation) -> Event? {
        investigation.index.snapshot.events
            .filter { event in
                kinds.contains(event.object.kind) && (event.object.namespace ?? event.namespace) == namespace && event.isWarning
                    && (event.object.name == name || event.object.name.hasPrefix(name + "-"))
            }
            .max { ($0.lastSeen?.microseconds ?? 0) < ($1.lastSeen?.microseconds ?? 0) }
    }
}
