import AgentDomain

/// A command that a model proposes, looked at before a person is shown it: one kubectl line, of a kind that an engineer would run in an incident,
/// on objects that exist. Nothing here is ever run.
struct KubectlCommand: Sendable {
    let known: KnownObjects

    /// - Returns: why it is not shown; nil where it may be.
    func complaint(about command: String) -> String? {
        guard command.utf8.count <= 400, command.unicodeScalars.allSatisfy({ $0.value >= 0x20 && $0.value < 0x7F }) else {
            return "it is no plain line"
        }
        guard let words = ShellWords.split(command), words.count >= 2, words[0] == "kubectl" else { return "it is no single kubectl command" }
        do throws(Refusal) {
            try check(words.dropFirst())
            return nil
        } catch {
            return error.why
        }
    }

    private struct Refusal: Error {
        var why: String

        init(_ why: String) {
            self.why = why
        }
    }

    private func check(_ words: ArraySlice<String>) throws(Refusal) {
        var rest = words
        var options = try self.options(&rest, flags: [], valued: KubectlVerb.everywhere, isBeforeVerb: true)
        guard let name = rest.popFirst(), let verb = KubectlVerb.all[name] else { throw Refusal("kubectl \(words.first ?? "") is not proposed") }
        let more = try self.options(&rest, flags: verb.flags, valued: verb.valued.union(KubectlVerb.everywhere), isBeforeVerb: false)
        options.values += more.values
        for (option, value) in options.values where option == "-n" || option == "--namespace" {
            guard known.contains(namespace: value) else { throw Refusal("namespace \(value) is not known") }
        }
        var operands = more.operands
        if !verb.actions.isEmpty {
            guard let action = operands.first, verb.actions.contains(action) else { throw Refusal("this kubectl \(name) is not proposed") }
            operands.removeFirst()
        }
        let (kinds, names) = try objects(of: verb, operands)
        let output = try output(of: options.values)
        if kinds.contains("secret") || kinds.contains("secrets"), name != "get" || output == .whole {
            throw Refusal("it would read or change a Secret")
        }
        if let allowed = verb.kinds, kinds.isEmpty || !kinds.allSatisfy(allowed.contains) { throw Refusal("it is not for kubectl \(name)") }
        for (option, value) in options.values where option == "--for" {
            guard let object = value.split(separator: "/").last, known.contains(name: String(object)) else { throw Refusal("\(value) is not known") }
        }
        for name in names where !known.contains(name: name) { throw Refusal("\(name) is not known") }
    }

    // MARK: Options

    private struct Options {
        var values: [(option: String, value: String)] = []
        var operands: [String] = []
    }

    /// By pflag's rules: `--name=value`, `--name value`, `-n value`, `-nvalue`. Letters in one word, as in `-Aw`, are not taken apart.
    private func options(
        _ rest: inout ArraySlice<String>, flags: Set<String>, valued: Set<String>, isBeforeVerb: Bool
    ) throws(Refusal) -> Options {
        var options = Options()
        while let word = rest.first {
            guard word.hasPrefix("-") else {
                if isBeforeVerb { break }
                options.operands.append(word)
                rest.removeFirst()
                continue
            }
            rest.removeFirst()
            let isLong = word.hasPrefix("--")
            let name = isLong ? String(word.prefix { $0 != "=" }) : String(word.prefix(2))
            var value: String? = word.utf8.count > name.utf8.count ? String(word.dropFirst(name.count)) : nil
            if value?.hasPrefix("=") == true { value?.removeFirst() }
            if valued.contains(name) {
                guard let value = value ?? rest.popFirst() else { throw Refusal("\(name) has no value") }
                options.values.append((name, value))
            } else {
                let isPlain = isLong ? ["true", "false", "client", "server", "none"].contains(value ?? "true") : value == nil
                guard flags.contains(name), isPlain else { throw Refusal("it uses \(name), which may lead elsewhere") }
            }
        }
        return options
    }

    private enum Output {
        /// A line of a table each, or the name.
        case line
        case whole
    }

    private func output(of values: [(option: String, value: String)]) throws(Refusal) -> Output {
        var output = Output.line
        for (option, value) in values where option == "-o" || option == "--output" {
            switch value.prefix(while: { $0 != "=" }) {
            case "name", "wide": break
            case "json", "yaml", "jsonpath", "custom-columns": output = .whole
            default: throw Refusal("it writes as \(value)")
            }
        }
        return output
    }

    // MARK: Operands

    /// Kinds in lower case, without their group.
    private func objects(of verb: KubectlVerb, _ operands: [String]) throws(Refusal) -> (kinds: [String], names: [String]) {
        // Names hold neither sign; a pair of `set image` may hold a slash in its value.
        let named = verb.operands == .kindNamesAndPairs ? operands.filter { !$0.contains("=") && !$0.hasSuffix("-") } : operands
        let pairs = named.filter { $0.contains("/") }.map { $0.split(separator: "/", omittingEmptySubsequences: false).map(String.init) }
        guard pairs.allSatisfy({ $0.count == 2 }) else { throw Refusal("it names its objects in an unknown way") }
        let plain = named.filter { !$0.contains("/") }
        let kinds = pairs.flatMap { Self.kinds($0[0]) }
        let names = pairs.map { $0[1] }
        switch verb.operands {
        case .none:
            guard operands.isEmpty else { throw Refusal("it takes no objects") }
            return ([], [])
        case .field: return ([], [])
        case .nodes:
            guard kinds.allSatisfy({ ["node", "nodes", "no"].contains($0) }) else { throw Refusal("it is for nodes") }
            return ([], plain + names)
        case .podAndContainer: return (kinds, plain + names)
        case .kindAndNames, .kindNamesAndPairs:
            // Either each has its kind, or the first word is the kind of all.
            guard !pairs.isEmpty else { return (plain.first.map(Self.kinds) ?? [], Array(plain.dropFirst())) }
            guard plain.isEmpty else { throw Refusal("it names its objects in an unknown way") }
            return (kinds, names)
        }
    }

    private static func kinds(_ word: String) -> [String] {
        word.lowercased().split(separator: ",").map { String($0.prefix { $0 != "." }) }
    }
}
