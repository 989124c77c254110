import AgentDomain
import Contracts
import KubernetesModel
import Masking

/// A ConfigMap, a Secret or one of their keys that a component says it can't find.
///
/// The kubelet writes: `configmap "x" not found`, `secret "x" not found`, `couldn't find key k in ConfigMap ns/x`,
/// `references non-existent config key: k`, and `object "ns"/"x" not registered` while its cache warms up.
///
/// Source: pkg/kubelet/kubelet_pods.go and pkg/volume/{configmap,secret,projected} in kubernetes/kubernetes.
struct ConfigurationReference {
    var kind: KeyReference.Kind
    /// nil where the message names only the key.
    var name: String?
    var key: String?

    init?(message: String, namespace: String?) {
        if message.mentions("couldn't find key") {
            key = message.word(after: "couldn't find key ")
            kind = message.mentions("in secret") ? .secret : .configMap
            let path = message.word(after: kind == .secret ? "in Secret " : "in ConfigMap ")
            name = path?.split(separator: "/").last.map(String.init)
        } else if message.mentions("references non-existent config key") {
            (kind, name, key) = (.configMap, message.between("configmap \"", "\""), message.word(after: "config key: "))
        } else if message.mentions("references non-existent secret key") {
            (kind, name, key) = (.secret, message.between("secret \"", "\""), message.word(after: "secret key: "))
        } else if let map = message.between("configmap \"", "\" not found") ?? message.between("configmaps \"", "\" not found") {
            (kind, name, key) = (.configMap, map, nil)
        } else if let secret = message.between("secret \"", "\" not found") ?? message.between("secrets \"", "\" not found") {
            (kind, name, key) = (.secret, secret, nil)
        } else {
            return nil
        }
    }

    func finding(
        for object: ObjectReference, confidence: Double, evidence: [EvidenceID], investigation: inout Investigation
    ) -> Finding {
        var evidence = evidence
        var confidence = confidence
        var state = ""
        if kind == .configMap, let name, investigation.index.hasRead("configmaps", namespace: object.namespace) {
            if let map = investigation.index.configMap(namespace: object.namespace, name: name) {
                if let key, !map.contains(key: key) {
                    let keys = map.data.keys.sorted().prefix(12).joined(separator: ", ")
                    evidence.append(
                        investigation.cite("data", "keys are \(keys.isEmpty ? "none" : keys)", of: investigation.index.reference(to: map)))
                    state = " ConfigMap \(name) exists and has the keys \(keys.isEmpty ? "(none)" : keys)."
                } else {
                    state = " It exists by now: the kubelet will find it at its next try."
                    confidence = min(confidence, 0.5)
                }
            } else {
                let path = ResourcePath.list(kind: ConfigMap.kind, namespace: object.namespace)
                evidence.append(
                    investigation.evidence.cite(
                        source: "kubernetes", query: path, object: ObjectReference(kind: ConfigMap.kind, namespace: object.namespace, name: name),
                        at: investigation.now, text: "No ConfigMap \(name) in namespace \(object.namespace ?? "")"))
                state = " The namespace has no ConfigMap of that name."
            }
        }
        var details = ["kind": kind.rawValue, "name": name ?? ""]
        if let name, let told = ControllerWords.event(about: name, namespace: object.namespace, investigation) {
            evidence.append(investigation.cite(told))
            let words = investigation.masking.mask(told.message).excerpt(400)
            state += " \(told.object.kind) \(name), which should make it, says: \(words)"
            details["maker"] = told.object.kind
            details["complaint"] = words
        }
        let named = name.map { " \($0)" } ?? ""
        if let key {
            return Finding(
                .missingConfigKey, object, title: "Key \(key) is missing from \(kind.rawValue)\(named)",
                explanation: "\(object) refers to key \(key) of \(kind.rawValue)\(named), which has no such key.\(state)", confidence: confidence,
                evidence: evidence, details: details.merging(["key": key]) { $1 })
        }
        return Finding(
            kind == .secret ? .missingSecret : .missingConfigmap, object,
            title: "\(kind.rawValue)\(named) does not exist" + (details["maker"].map { ": its \($0) can't make it" } ?? ""),
            explanation: "\(object) refers to \(kind.rawValue)\(named), which the kubelet can't find.\(state)", confidence: confidence,
            evidence: evidence, details: details)
    }
}
