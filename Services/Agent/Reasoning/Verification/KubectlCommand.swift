import AgentDomain

/// A command that a model proposes, looked at before a person is shown it: one kubectl line, of a kind that an engineer would run in an incident,
/// on objects that exist. Nothing here is ever run.
struct KubectlCommand: Sendable {
    let known: KnownObjects

    /// What may be done to which kinds; nil allows any.
    private static let verbs: [String: Set<String>?] = [
        "get": nil, "describe": nil, "logs": nil, "top": nil, "events": nil, "explain": nil, "rollout": nil, "scale": nil, "set": nil, "patch": nil,
        "label": nil, "annotate": nil, "taint": nil, "cordon": nil, "uncordon": nil, "drain": nil, "edit": nil, "autoscale": nil,
        // What a controller makes anew.
        "delete": ["pod", "pods", "po", "job", "jobs"],
    ]
    /// Options that send the command, or what it reads, elsewhere, or act as somebody else.
    private static let refused: Set<String> = [
        "--kubeconfig", "--server", "-s", "--token", "--as", "--as-group", "--as-uid", "--username", "--password", "--client-key",
        "--client-certificate", "--certificate-authority", "--insecure-skip-tls-verify", "--raw", "-f", "--filename", "-k", "--kustomize",
        "--proxy-url",
        "--cluster", "--context", "--user",
    ]
    private static let secrets: Set<String> = ["secret", "secrets"]
    /// Options whose value is the next word.
    private static let valued: Set<String> = [
        "-n", "--namespace", "-c", "--container", "-l", "--selector", "-o", "--output", "-p", "--patch", "--tail", "--since", "--type",
        "--field-selector", "--sort-by", "--replicas", "--to-revision", "--timeout",
    ]

    /// - Returns: why it is not shown; nil where it may be.
    func complaint(about command: String) -> String? {
        guard command.utf8.count <= 400, command.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) else {
            return "it is no plain line"
        }
        guard let words = Self.words(command), words.count >= 2, words[0] == "kubectl" else { return "it is no single kubectl command" }
        guard let options = options(words.dropFirst()) else { return "it uses an option that leads elsewhere" }
        guard let verb = options.plain.first, let kinds = Self.verbs[verb] else { return "kubectl \(options.plain.first ?? "") is not proposed" }
        if let namespace = options.namespace, !known.contains(namespace: namespace) { return "namespace \(namespace) is not known" }
        var operands = options.plain.dropFirst()
        if ["rollout", "set"].contains(verb) { operands = operands.dropFirst() }
        let kindWords =
            operands.first.map { $0.split(separator: "/").first.map(String.init) ?? $0 }?.lowercased().split(separator: ",").map(String.init) ?? []
        if kindWords.contains(where: { Self.secrets.contains($0.split(separator: ".").first.map(String.init) ?? "") }),
            verb != "get" || options.hasOutput || options.isPatch
        {
            return "it would read or change a Secret"
        }
        if let kinds, !kindWords.allSatisfy(kinds.contains) || kindWords.isEmpty || options.isAll { return "it would delete what nothing makes anew" }
        for name in names(of: verb, Array(operands)) where !known.contains(name: name) { return "\(name) is not known" }
        return nil
    }

    private struct Options {
        var plain: [String] = []
        var namespace: String?
        var hasOutput = false
        var isPatch = false
        var isAll = false
    }

    private func options(_ words: ArraySlice<String>) -> Options? {
        var options = Options()
        var rest = words
        while let word = rest.popFirst() {
            guard word.hasPrefix("-") else {
                options.plain.append(word)
                continue
            }
            let name = word.split(separator: "=", maxSplits: 1).first.map(String.init) ?? word
            // -nshop is -n shop.
            if Self.refused.contains(name) || ["-f", "-s", "-k"].contains(where: { !word.hasPrefix("--") && word.hasPrefix($0) }) { return nil }
            var value = word.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
            if value == nil, Self.valued.contains(name) { value = rest.popFirst() }
            if !word.hasPrefix("--"), word.utf8.count > 2, word.hasPrefix("-n") { value = String(word.dropFirst(2).drop { $0 == "=" }) }
            switch name {
            case "-n", "--namespace": options.namespace = value
            case "-o", "--output": options.hasOutput = value != "name"
            case "-p", "--patch": options.isPatch = true
            case "--all", "-A", "--all-namespaces": options.isAll = true
            default:
                if word.hasPrefix("-n"), !word.hasPrefix("--") { options.namespace = value }
                if word.hasPrefix("-o"), !word.hasPrefix("--") { options.hasOutput = true }
            }
        }
        return options
    }

    /// The objects that are named: `deployment/orders`, or `deployment orders web`.
    private func names(of verb: String, _ operands: [String]) -> [String] {
        guard let first = operands.first, verb != "explain" else { return [] }
        if ["cordon", "uncordon", "drain"].contains(verb) { return operands }
        // key=value and key- of label, annotate, set and taint name no object.
        let objects = operands.filter { !$0.contains("=") && !$0.hasSuffix("-") }
        if first.contains("/") { return objects.flatMap { $0.split(separator: "/").dropFirst().prefix(1).map(String.init) } }
        // `logs orders-1` names a pod without its kind.
        if verb == "logs" { return Array(objects.prefix(1)) }
        return verb == "set" || verb == "get" || verb == "describe" || verb == "delete" || verb == "scale" || verb == "patch" || verb == "edit"
            || verb == "label" || verb == "annotate" || verb == "taint" || verb == "rollout" || verb == "top" || verb == "autoscale"
            ? Array(objects.dropFirst()) : []
    }

    /// As a shell would take them apart; nil where it would do more than run one program.
    private static func words(_ command: String) -> [String]? {
        var words: [String] = []
        var word = ""
        var isOpen = false
        var quote: UInt8?
        for byte in command.utf8 {
            let scalar = Character(Unicode.Scalar(byte))
            if let open = quote {
                if byte == open {
                    quote = nil
                } else if open == UInt8(ascii: "\""), "$`\\".utf8.contains(byte) {
                    return nil
                } else {
                    word.append(scalar)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                quote = byte
                isOpen = true
            case UInt8(ascii: " "):
                if isOpen { words.append(word) }
                word = ""
                isOpen = false
            case _ where ";&|<>$`\\()#!*?~\n".utf8.contains(byte): return nil
            default:
                word.append(scalar)
                isOpen = true
            }
        }
        guard quote == nil else { return nil }
        if isOpen { words.append(word) }
        return words
    }
}
