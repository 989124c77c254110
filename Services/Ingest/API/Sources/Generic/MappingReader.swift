package import Contracts
package import Primitives

/// Reads the mappings of generic sources from configuration, and notes everything that is wrong with them on the way.
package struct MappingReader {
    /// Where it stands (`uptime.labels.severity.path`), and what would be right.
    package private(set) var problems: [FieldError] = []

    package init() {}

    /// - Parameter configuration: An object with a member a source, by its name.
    package mutating func sources(_ configuration: JSONValue) -> [GenericSource] {
        guard let members = configuration.object else {
            note("", "must be a mapping of sources' names to their formats")
            return []
        }
        return members.sorted { $0.key < $1.key }.compactMap { name, value in
            if !Self.isName(name) {
                note(name, "must be a name of at most 63 of a–z, 0–9, - and _")
            } else if AlertSources.known.contains(where: { $0.name == name }) {
                note(name, "is the name of a source that Whence knows already")
            }
            return mapping(value, at: name).map { GenericSource(name: name, mapping: $0) }
        }
    }

    /// What can stand in a path and in a metric's label without escapes.
    private static func isName(_ name: String) -> Bool {
        !name.isEmpty && name.utf8.count <= 63
            && name.utf8.allSatisfy { byte in
                (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
            }
    }

    private mutating func mapping(_ value: JSONValue, at place: String) -> GenericMapping? {
        let known = ["alerts", "labels", "annotations", "status", "startsAt", "endsAt", "fingerprint", "generatorURL", "groupKey"]
        guard let members = members(value, known, at: place) else { return nil }
        var mapping = GenericMapping()
        mapping.alerts = members["alerts"].flatMap { path($0, at: "\(place).alerts") }
        (mapping.labels, mapping.allLabels) = rules(members["labels"], at: "\(place).labels")
        (mapping.annotations, mapping.allAnnotations) = rules(members["annotations"], at: "\(place).annotations")
        mapping.status = members["status"].flatMap { status($0, at: "\(place).status") }
        mapping.startsAt = members["startsAt"].flatMap { path($0, at: "\(place).startsAt") }
        mapping.endsAt = members["endsAt"].flatMap { path($0, at: "\(place).endsAt") }
        mapping.fingerprint = members["fingerprint"].flatMap { rule($0, at: "\(place).fingerprint") }
        mapping.generatorURL = members["generatorURL"].flatMap { rule($0, at: "\(place).generatorURL") }
        mapping.groupKey = members["groupKey"].flatMap { rule($0, at: "\(place).groupKey") }
        if mapping.labels["alertname"] == nil, mapping.allLabels == nil {
            note("\(place).labels.alertname", "is required: what the alert is called")
        }
        if mapping.status == nil, mapping.endsAt == nil {
            note("\(place).status", "is required where there is no endsAt: such an alert would never end")
        }
        return mapping
    }

    /// Members of an object; anything that isn't among the known ones is a mistake, and may be a misspelt one.
    private mutating func members(_ value: JSONValue, _ known: [String], at place: String) -> [String: JSONValue]? {
        guard let members = value.object else {
            note(place, "must be a mapping")
            return nil
        }
        for name in members.keys.sorted() where !known.contains(name) {
            note("\(place).\(name)", "is not one of \(known.joined(separator: ", "))")
        }
        return members
    }

    private mutating func path(_ value: JSONValue, at place: String) -> FieldPath? {
        guard let text = value.string, let path = FieldPath(text) else {
            note(place, "must be a path such as name, monitor.name, tags[0], labels[\"a.b\"] or $.region")
            return nil
        }
        return path
    }

    /// Rules by name, and what stands under `*`: the path of an object that is taken whole.
    private mutating func rules(_ value: JSONValue?, at place: String) -> ([String: ValueRule], all: FieldPath?) {
        guard let value else { return ([:], nil) }
        guard var members = value.object else {
            note(place, "must be a mapping")
            return ([:], nil)
        }
        let all = members.removeValue(forKey: "*").flatMap { path($0, at: "\(place).*") }
        var rules: [String: ValueRule] = [:]
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            rules[name] = rule(value, at: "\(place).\(name)")
        }
        return (rules, all)
    }

    /// A path; or `{value: …}` for a constant; or `{path: …, words: {…}, default: …}`.
    private mutating func rule(_ value: JSONValue, at place: String) -> ValueRule? {
        guard value.object != nil else { return path(value, at: place).map { ValueRule(path: $0) } }
        guard let members = members(value, ["path", "value", "words", "default"], at: place) else { return nil }
        if let constant = members["value"] {
            guard let text = constant.plainText, members.count == 1 else {
                note(place, "must have nothing beside its value, which must be a text")
                return nil
            }
            return ValueRule(path: nil, fallback: text)
        }
        var rule = ValueRule(path: nil)
        rule.path = path(members["path"] ?? .null, at: "\(place).path")
        for (word, meaning) in members["words"]?.object ?? [:] {
            if let text = meaning.plainText {
                rule.words[word.lowercased()] = text
            } else {
                note("\(place).words.\(word)", "must be a text")
            }
        }
        if let words = members["words"], words.object == nil { note("\(place).words", "must be a mapping of words to words") }
        rule.fallback = members["default"].flatMap(\.plainText)
        return rule
    }

    /// `{path: …, firing: [words], resolved: [words], default: firing}`
    private mutating func status(_ value: JSONValue, at place: String) -> GenericMapping.Status? {
        guard let members = members(value, ["path", "firing", "resolved", "default"], at: place) else { return nil }
        let path = path(members["path"] ?? .null, at: "\(place).path")
        var words: [String: AlertStatus] = [:]
        for status in [AlertStatus.firing, .resolved] {
            for word in listed(members[status.rawValue], at: "\(place).\(status.rawValue)") {
                if let other = words.updateValue(status, forKey: word), other != status {
                    note("\(place).\(status.rawValue)", "has '\(word)', which stands for the other status, too")
                }
            }
        }
        var fallback: AlertStatus?
        if let value = members["default"] {
            fallback = value.string.flatMap(AlertStatus.init(rawValue:))
            if fallback == nil { note("\(place).default", "must be firing or resolved") }
        }
        if words.isEmpty { note(place, "must list the words for firing, for resolved, or for both") }
        return path.map { GenericMapping.Status(path: $0, words: words, fallback: fallback) }
    }

    /// Words in lower case: a scalar is a list of one.
    private mutating func listed(_ value: JSONValue?, at place: String) -> [String] {
        guard let value else { return [] }
        let words = (value.array ?? [value]).map(\.plainText)
        if words.contains(nil) { note(place, "must be a list of words") }
        return words.compactMap { $0?.lowercased() }
    }

    private mutating func note(_ place: String, _ message: String) {
        problems.append(FieldError(field: place, message: message))
    }
}
