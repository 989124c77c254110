import Primitives

/// A map of a case's file, read field by field: what has the wrong shape, or a name that nothing reads, is named with its place.
struct Fields {
    let members: [String: JSONValue]
    let place: Place

    init(_ value: JSONValue, at place: Place) throws(CaseError) {
        guard case .object(let members) = value else { throw place.error("must be a map") }
        self.members = members
        self.place = place
    }

    /// - Throws: For a member of another name: a misspelt one would be silently without effect.
    func allow(_ names: Set<String>) throws(CaseError) {
        for name in members.keys.sorted() where !names.contains(name) {
            throw place.member(name).error("is not a key here; known are \(names.sorted().joined(separator: ", "))")
        }
    }

    /// nil for a missing member and for null.
    subscript(_ name: String) -> JSONValue? {
        members[name].flatMap { $0 == .null ? nil : $0 }
    }

    func error(_ name: String, _ problem: String) -> CaseError { place.member(name).error(problem) }

    func text(_ name: String) throws(CaseError) -> String? {
        switch self[name] {
        case nil: return nil
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .bool(let flag): return String(flag)
        default: throw error(name, "must be text")
        }
    }

    func required(_ name: String) throws(CaseError) -> String {
        guard let text = try text(name), !text.isEmpty else { throw error(name, "is missing") }
        return text
    }

    func integer(_ name: String) throws(CaseError) -> Int? {
        guard let value = self[name] else { return nil }
        guard let integer = value.integer else { throw error(name, "must be a whole number") }
        return Int(integer)
    }

    func flag(_ name: String) throws(CaseError) -> Bool? {
        guard let value = self[name] else { return nil }
        guard let flag = value.bool else { throw error(name, "must be true or false") }
        return flag
    }

    /// A list, or one value in place of a list of one.
    func list(_ name: String) throws(CaseError) -> [(value: JSONValue, place: Place)] {
        switch self[name] {
        case nil: return []
        case .array(let elements): return elements.enumerated().map { ($1, place.member(name).element($0)) }
        case let value?: return [(value, place.member(name))]
        }
    }

    func texts(_ name: String) throws(CaseError) -> [String] {
        var texts: [String] = []
        for (value, place) in try list(name) {
            guard let text = value.string else { throw place.error("must be text") }
            texts.append(text)
        }
        return texts
    }

    /// A map's members in the order of their names.
    func map(_ name: String) throws(CaseError) -> [(name: String, value: JSONValue, place: Place)] {
        guard let value = self[name] else { return [] }
        guard case .object(let members) = value else { throw error(name, "must be a map") }
        return members.sorted { $0.key < $1.key }.map { ($0.key, $0.value, place.member(name).member($0.key)) }
    }

    /// All members in the order of their names.
    var sorted: [(name: String, value: JSONValue, place: Place)] {
        members.sorted { $0.key < $1.key }.map { ($0.key, $0.value, place.member($0.key)) }
    }

    func fields(_ name: String) throws(CaseError) -> Fields? {
        guard let value = self[name] else { return nil }
        return try Fields(value, at: place.member(name))
    }

    /// A time relative to now, as a negative or positive duration.
    func offset(_ name: String) throws(CaseError) -> Duration? {
        guard let text = try text(name) else { return nil }
        guard let offset = RelativeTime.offset(text) else { throw error(name, "must be a time such as -5m, not '\(text)'") }
        return offset
    }
}

/// `-12m`, `-90s`, `-3h`, `-2d`, `now`, `+5m`.
enum RelativeTime {
    static func offset(_ text: String) -> Duration? {
        if text == "now" { return .zero }
        guard let sign = text.first, sign == "-" || sign == "+", let span = span(String(text.dropFirst())) else { return nil }
        return sign == "-" ? .zero - span : span
    }

    /// `12m` without a sign; several may follow each other, as in `1h30m`.
    static func span(_ text: String) -> Duration? {
        var seconds = 0.0
        var digits = ""
        for character in text {
            if character.isNumber || character == "." {
                digits.append(character)
                continue
            }
            guard let number = Double(digits) else { return nil }
            switch character {
            case "s": seconds += number
            case "m": seconds += number * 60
            case "h": seconds += number * 3600
            case "d": seconds += number * 86_400
            default: return nil
            }
            digits = ""
        }
        return digits.isEmpty && !text.isEmpty ? .microseconds(Int64(seconds * 1e6)) : nil
    }
}
