import AgentDomain
import Contracts
import KubernetesModel
import Masking

/// Images that can't be pulled. The kubelet's waiting reason says that, and its message or event says why, in the words of the
/// container runtime and of the registry.
///
/// Source: pkg/kubelet/images/types.go in kubernetes/kubernetes, and the OCI distribution specification's error codes.
struct ImageRule: WorkloadRule {
    private static let reasons: Set<String> = [
        "ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "RegistryUnavailable", "ImageInspectError",
        "SignatureValidationFailed",
    ]

    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        var found: [Finding] = []
        var seen: Set<String> = []
        for pod in view.pods {
            for status in pod.status.containers {
                guard let reason = status.state.waitingReason, Self.reasons.contains(reason), seen.insert(status.name).inserted else { continue }
                found.append(finding(reason, status: status, pod: pod, view: view, investigation: &investigation))
            }
        }
        return found
    }

    private func finding(
        _ reason: String, status: ContainerStatus, pod: Pod, view: WorkloadView, investigation: inout Investigation
    ) -> Finding {
        let image = pod.spec.container(named: status.name)?.image ?? status.image
        let events = investigation.index.events(of: pod).filter { event in
            (event.object.container == nil || event.object.container == status.name) && event.isWarning
                && event.message.mentions("failed to pull", "pull", "image")
                && !event.message.mentions("error: imagepullbackoff", "error: errimagepull")
        }
        let told =
            events.first { $0.message.mentions("failed to pull image", "failed to apply default image tag", "failed to inspect") } ?? events.first
        let text = (status.state.waitingMessage ?? "") + " " + (told?.message ?? "")
        let words = Self.without(image, text)
        let said = Self.reason(status.state.waitingMessage, told?.message)
        let toldReason = said.isEmpty ? "no reason is given" : investigation.masking.mask(said).excerpt(320)
        if words.mentions("no space left on device") {
            return full(pod, words: toldReason, status: status, told: told, view: view, investigation: &investigation)
        }
        let category = Self.category(reason, words)
        let isKnown = category != .imageNotFound || Self.isAbsent(reason, words)
        var evidence = [investigation.cite(status, of: pod)]
        if let told { evidence.insert(investigation.cite(told), at: 0) }
        if let secret = events.first(where: { $0.reason == "FailedToRetrieveImagePullSecret" }) { evidence.append(investigation.cite(secret)) }
        return Finding(
            category, view.object(container: status.name), title: isKnown ? Self.title(category, image) : "Image \(image) can't be pulled",
            explanation: "The kubelet can't get image \(image) for container \(status.name) (\(reason)): \(toldReason).",
            confidence: !isKnown ? 0.5 : text.count > 20 ? 0.97 : 0.7, evidence: evidence, since: told?.firstSeen, details: ["image": image])
    }

    /// The node has no room to unpack the image: no pressure is reported before its threshold is crossed.
    private func full(
        _ pod: Pod, words: String, status: ContainerStatus, told: Event?, view: WorkloadView, investigation: inout Investigation
    ) -> Finding {
        var evidence = [investigation.cite(status, of: pod)]
        if let told { evidence.insert(investigation.cite(told), at: 0) }
        if var pressure = NodeRule.shortOfDisk(under: pod, investigation: &investigation) {
            pressure.evidence = evidence + pressure.evidence
            return pressure
        }
        let node = ObjectReference(kind: Node.kind, namespace: nil, name: pod.spec.nodeName ?? "")
        if let disk = investigation.index.snapshot.measurements.of(.nodeDiskUsed, node).max(by: { ($0.shareOfBound ?? 0) < ($1.shareOfBound ?? 0) }) {
            evidence.append(investigation.cite(disk))
        }
        return Finding(
            .diskFull, node, title: "Node \(node.name) has no room to unpack the image of container \(status.name)",
            explanation: "The runtime of node \(node.name) can't write the layers of the image for \(view.reference): \(words).", confidence: 0.93,
            evidence: evidence, since: told?.firstSeen)
    }

    /// Whether the message says that there is no such image, or says nothing at all.
    private static func isAbsent(_ reason: String, _ text: String) -> Bool {
        reason == "ErrImageNeverPull"
            || text.mentions(
                "not found", "manifest unknown", "name unknown", "no such image", "does not exist", "404 not found", "status: 404", "not present",
                "manifest for",
                "unknown manifest", "unknown blob", "repository name not known", "name_unknown", "manifest_unknown", "no such manifest")
            || !text.mentions("failed", "error", "denied", "cannot", "can't")
    }

    /// A message without the image's own name, which may hold any of the words, and without its path in a registry's URL.
    private static func without(_ image: String, _ text: String) -> String {
        guard !image.isEmpty else { return text }
        let name = image.prefix { $0 != "@" }
        let path = name.split(separator: "/").dropFirst(name.contains("/") ? 1 : 0).joined(separator: "/").split(separator: ":").first ?? ""
        let rest = text.split(separator: image).joined(separator: " ")
        return path.isEmpty ? rest : rest.split(separator: "/\(path)/").joined(separator: " ")
    }

    /// In order: what a registry says about a repository is more exact than what the network says about the registry.
    static func category(_ reason: String, _ text: String) -> CauseCategory {
        if reason == "InvalidImageName" || text.mentions("invalid reference format", "couldn't parse image", "failed to apply default image tag") {
            return .invalidImageName
        }
        if text.mentions(
            "toomanyrequests", "too many requests", "rate limit", "429 too", "status code 429", "status: 429", "quota exceeded for quota metric",
            "pull qps exceeded")
        {
            return .imagePullRateLimited
        }
        if text.mentions(
            "no match for platform", "no matching manifest for", "does not match the specified platform", "exec format", "platform in manifest",
            "no image found in", "no image found in manifest list", "image operating system", "cannot be used on this platform",
            "does not match node architecture")
        {
            return .imageArchitectureMismatch
        }
        if text.mentions(
            "x509", "certificate", "server gave http response to https client", "tls: ", "first record does not look like a tls", "remote error: tls",
            "ssl routines", "handshake failure")
        {
            return .imageRegistryTLS
        }
        if text.mentions(
            "unauthorized", "authentication required", "no basic auth", "insufficient_scope", "authorization failed", "pull access denied",
            "status: 401", "status code 401", "403 forbidden", "denied:", "access forbidden", "requested access to the resource is denied",
            "permission denied",
            "invalid username/password", "expired token", "not authorized")
        {
            return .imagePullUnauthorized
        }
        if text.mentions(
            "no such host", "dial tcp", "i/o timeout", "connection refused", "network is unreachable", "no route to host", "timeout",
            "deadline exceeded",
            "connection reset", "server misbehaving", "503 service", "502 bad", "500 internal", "temporary failure", ": eof",
            "request canceled while waiting")
            || reason == "RegistryUnavailable"
        {
            return .imageRegistryUnreachable
        }
        // The token server was there and gave none.
        if text.mentions("failed to fetch oauth token", "failed to fetch anonymous token") { return .imagePullUnauthorized }
        return .imageNotFound
    }

    private static func title(_ category: CauseCategory, _ image: String) -> String {
        switch category {
        case .invalidImageName: "Image name \(image) is invalid"
        case .imagePullRateLimited: "The registry limits pulls of \(image)"
        case .imageArchitectureMismatch: "Image \(image) has no build for the node's architecture"
        case .imageRegistryTLS: "TLS to the registry of \(image) fails"
        case .imagePullUnauthorized: "The registry refuses access to \(image)"
        case .imageRegistryUnreachable: "The registry of \(image) can't be reached"
        default: "Image \(image) does not exist"
        }
    }

    /// The innermost reason: what stands after the last `desc =`, of the event where that has one, for the kubelet shortens it while it waits.
    private static func reason(_ waiting: String?, _ event: String?) -> String {
        let told = [event, waiting].compactMap(\.self).first { $0.mentions("failed", "error", "invalid", "denied") } ?? waiting ?? event ?? ""
        var rest = told[...]
        while let range = rest.range(ofASCIIText: "desc = ") { rest = rest[range.upperBound...] }
        while rest.hasSuffix(".") || rest.hasSuffix(" ") { rest.removeLast() }
        return String(rest)
    }
}
