import AgentDomain
import FoundationEssentials
import KubernetesModel
import Masking
import Primitives

/// Manifests as they may leave the process: without what says nothing, masked, and of bounded size.
struct ManifestText: Sendable {
    /// Bytes of one answer.
    static let maximumBytes = 24_000
    private static let noise: Set<String> = [
        "managedFields", "resourceVersion", "selfLink", "kubectl.kubernetes.io/last-applied-configuration", "images", "volumesInUse",
        "volumesAttached", "imageID", "containerID",
    ]
    let masking: MaskingSession

    /// How much of long texts and lists is kept: first as much as a person would read, then less.
    private struct Bounds {
        var text: Int
        var elements: Int
    }

    /// Sorted, so that the same object reads the same each time.
    func text(of value: JSONValue) -> String {
        for bounds in [Bounds(text: 4_000, elements: 200), Bounds(text: 300, elements: 20)] {
            let text = encoded(tidy(value, named: nil, isSecret: false, bounds))
            if text.utf8.count <= Self.maximumBytes { return text }
        }
        let text = encoded(tidy(value, named: nil, isSecret: false, Bounds(text: 100, elements: 8)))
        guard text.utf8.count > Self.maximumBytes else { return text }
        return String(decoding: text.utf8.prefix(Self.maximumBytes), as: UTF8.self) + "… (cut at \(Self.maximumBytes) of \(text.utf8.count) bytes)"
    }

    private func encoded(_ value: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            return "\"the object can't be written as JSON\""
        }
    }

    /// - Parameters:
    ///   - name: The variable's or key's, which may say that its value is secret. Names of fields say nothing: `secretName` is no secret.
    ///   - isSecret: Every value below is.
    private func tidy(_ value: JSONValue, named name: String?, isSecret: Bool, _ bounds: Bounds) -> JSONValue {
        switch value {
        case .object(let members): return .object(tidy(members, isSecret: isSecret, bounds))
        case .array(let elements):
            let kept = elements.prefix(bounds.elements).map { tidy($0, named: name, isSecret: isSecret, bounds) }
            return .array(kept.count < elements.count ? kept + [.string("… \(elements.count - kept.count) more")] : kept)
        case .string(let text):
            if isSecret { return "***" }
            let masked = name.map { masking.mask(text, named: $0) } ?? masking.mask(text)
            return .string(masked.count <= bounds.text ? masked : masked.prefix(bounds.text) + "… (\(masked.count) characters)")
        case .null, .bool, .integer, .number:
            return isSecret ? "***" : value
        }
    }

    private func tidy(_ members: [String: JSONValue], isSecret: Bool, _ bounds: Bounds) -> [String: JSONValue] {
        let holdsSecrets = members["kind"]?.string?.hasSuffix("Secret") == true
        // A variable is a name and a value.
        let variable = members["name"]?.string
        var tidied: [String: JSONValue] = [:]
        for (key, value) in members where !Self.noise.contains(key) {
            if ["data", "annotations"].contains(key), case .object(let entries) = value, !isSecret, !holdsSecrets {
                tidied[key] = .object(
                    Dictionary(
                        uniqueKeysWithValues: entries.filter { !Self.noise.contains($0.key) }.map {
                            ($0.key, tidy($0.value, named: $0.key, isSecret: false, bounds))
                        }))
            } else {
                let isHidden = isSecret || (holdsSecrets && ["data", "stringData", "encryptedData"].contains(key))
                tidied[key] = tidy(value, named: key == "value" ? variable : nil, isSecret: isHidden, bounds)
            }
        }
        return tidied
    }
}
