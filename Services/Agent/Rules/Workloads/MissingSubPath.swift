import AgentDomain
import Contracts
import KubernetesModel

/// A `subPath` that names a key which its ConfigMap doesn't have: the kubelet makes an empty directory of it, and mounting that over a file fails.
///
/// Source: https://kubernetes.io/docs/concepts/storage/volumes/#using-subpath
enum MissingSubPath {
    static func finding(
        for container: Container?, of pod: Pod, object: ObjectReference, message: String, evidence: [EvidenceID],
        investigation: inout Investigation
    ) -> Finding? {
        guard message.mentions("not a directory", "volume-subpaths"), let container else { return nil }
        for mount in container.volumeMounts {
            guard let key = mount.subPath,
                case .configMap(let name, let items, _)? = pod.spec.volumes.first(where: { $0.name == mount.name })?.source,
                items.isEmpty, let map = investigation.index.configMap(namespace: pod.namespace, name: name), !map.contains(key: key)
            else { continue }
            let keys = map.data.keys.sorted().prefix(12).joined(separator: ", ")
            return Finding(
                .missingConfigKey, object, title: "Key \(key) is missing from ConfigMap \(name)",
                explanation:
                    "Container \(container.name) mounts key \(key) of ConfigMap \(name) at \(mount.path) (subPath), and the ConfigMap has the keys \(keys.isEmpty ? "(none)" : keys): \(message.suffix(200))",
                confidence: 0.92,
                evidence: evidence + [
                    investigation.cite("data", "keys are \(keys.isEmpty ? "none" : keys)", of: investigation.index.reference(to: map)),
                    investigation.cite("volumeMounts[\(mount.path)].subPath", key, of: investigation.index.reference(to: pod)),
                ], details: ["kind": "ConfigMap", "name": name, "key": key])
        }
        return nil
    }
}
