import Primitives

/// Makes one value of a document's events.
struct YAMLComposer: ~Copyable {
    /// A value with what it weighs where an alias repeats it.
    private struct Composed {
        var value: JSONValue
        /// Bytes of text, and one for each value.
        var weight: Int
        /// Lists and mappings within each other; 0 for a scalar.
        var height = 0
    }

    private var events: YAMLEvents
    private let scalars: YAMLScalars
    private let limits: YAMLLimits
    private var anchors: [String: Composed] = [:]
    private var repeated = 0

    init(_ text: UnsafeBufferPointer<UInt8>, scalars: YAMLScalars, limits: YAMLLimits) throws(YAMLError) {
        guard text.count <= limits.bytes else {
            throw YAMLError(place: .start, problem: "is longer than \(limits.bytes) bytes")
        }
        events = try YAMLEvents(text)
        self.scalars = scalars
        self.limits = limits
    }

    /// The only document's value; null for a text without any.
    mutating func document() throws(YAMLError) -> JSONValue {
        var value: JSONValue?
        while true {
            let event = try events.next()
            switch event.kind {
            case .streamEnd: return value ?? .null
            case .documentStart:
                guard value == nil else { throw YAMLError(place: event.place, problem: "a second document, where one was expected") }
                value = try compose(events.next(), depth: 0).value
            default: continue
            }
        }
    }

    private mutating func compose(_ event: YAMLEvent, depth: Int) throws(YAMLError) -> Composed {
        let composed: Composed
        switch event.kind {
        case .alias(let name): return try repeatValue(of: name, at: event.place, depth: depth)
        case .scalar(let text, let isPlain):
            composed = Composed(value: try scalar(text, isPlain: isPlain, event), weight: text.utf8.count + 1)
        case .sequenceStart:
            try check(event, tag: "tag:yaml.org,2002:seq", depth: depth)
            composed = try sequence(depth: depth + 1)
        case .mappingStart:
            try check(event, tag: "tag:yaml.org,2002:map", depth: depth)
            composed = try mapping(depth: depth + 1)
        case .sequenceEnd, .mappingEnd, .documentStart, .documentEnd, .streamStart, .streamEnd:
            throw YAMLError(place: event.place, problem: "a value was expected")
        }
        // Known by its name only once it is whole, so that no value holds itself.
        if let anchor = event.anchor { anchors[anchor] = composed }
        return composed
    }

    private mutating func sequence(depth: Int) throws(YAMLError) -> Composed {
        var elements: [JSONValue] = []
        var whole = Composed(value: .null, weight: 1)
        while true {
            let event = try events.next()
            if case .sequenceEnd = event.kind { break }
            let element = try compose(event, depth: depth)
            elements.append(element.value)
            whole.weight += element.weight
            whole.height = max(whole.height, element.height)
        }
        return Composed(value: .array(elements), weight: whole.weight, height: whole.height + 1)
    }

    private mutating func mapping(depth: Int) throws(YAMLError) -> Composed {
        var members: [String: JSONValue] = [:]
        var lines: [String: Int] = [:]
        var whole = Composed(value: .null, weight: 1)
        while true {
            let event = try events.next()
            if case .mappingEnd = event.kind { break }
            let name = try key(event)
            if let line = lines.updateValue(event.place.line, forKey: name) {
                throw YAMLError(place: event.place, problem: "the same key as in line \(line)")
            }
            let member = try compose(events.next(), depth: depth)
            members[name] = member.value
            whole.weight += member.weight + name.utf8.count
            whole.height = max(whole.height, member.height)
        }
        return Composed(value: .object(members), weight: whole.weight, height: whole.height + 1)
    }

    /// A key is the text that stands there: `200` and `yes` too.
    private mutating func key(_ event: YAMLEvent) throws(YAMLError) -> String {
        guard case .scalar(let text, let isPlain) = event.kind else {
            throw YAMLError(place: event.place, problem: "a key has to be a text")
        }
        guard !(isPlain && text == "<<") else {
            throw YAMLError(place: event.place, problem: "merge keys (<<) aren't part of YAML 1.2: write the members out")
        }
        if let anchor = event.anchor { anchors[anchor] = Composed(value: .string(text), weight: text.utf8.count + 1) }
        return text
    }

    private func scalar(_ text: String, isPlain: Bool, _ event: YAMLEvent) throws(YAMLError) -> JSONValue {
        switch event.tag {
        case nil: isPlain ? scalars.value(ofPlain: text) : .string(text)
        // `!` alone says: not by its looks.
        case "!", "tag:yaml.org,2002:str": .string(text)
        default: throw Self.refusal(of: event)
        }
    }

    private func check(_ event: YAMLEvent, tag: String, depth: Int) throws(YAMLError) {
        guard event.tag == nil || event.tag == "!" || event.tag == tag else { throw Self.refusal(of: event) }
        guard depth < limits.depth else {
            throw YAMLError(place: event.place, problem: "more than \(limits.depth) lists and mappings within each other")
        }
    }

    private static func refusal(of event: YAMLEvent) -> YAMLError {
        YAMLError(place: event.place, problem: "this tag isn't supported; !!str, !!seq and !!map are")
    }

    private mutating func repeatValue(of name: String, at place: YAMLPlace, depth: Int) throws(YAMLError) -> Composed {
        guard let composed = anchors[name] else {
            throw YAMLError(place: place, problem: "an alias of something that isn't known, or not whole, yet")
        }
        repeated += composed.weight
        guard repeated <= limits.repeatedBytes else {
            throw YAMLError(place: place, problem: "aliases repeat more than \(limits.repeatedBytes) bytes")
        }
        guard depth + composed.height <= limits.depth else {
            throw YAMLError(place: place, problem: "more than \(limits.depth) lists and mappings within each other")
        }
        return composed
    }
}
