import FoundationEssentials
import Primitives

extension JSONValue {
    /// Compact, and with sorted members: the same value is always the same text, so that providers' prompt caches hit.
    func encoded() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // It only fails for numbers that JSON can't spell, and those are left out where requests are put together.
        guard let data = try? encoder.encode(self) else { return Array("null".utf8) }
        return Array(data)
    }

    var text: String { String(decoding: encoded(), as: UTF8.self) }

    /// An object of those members that there are: a null is none, as a literal `nil` may become either.
    static func members(_ members: KeyValuePairs<String, JSONValue?>) -> JSONValue {
        var object: [String: JSONValue] = [:]
        for (name, value) in members {
            if let value, value != .null { object[name] = value }
        }
        return .object(object)
    }

    /// JSON from a text that may be anything.
    static func parse(_ text: String) -> JSONValue? {
        try? JSONReader.read(Array(text.utf8)) { reader throws(JSONDecodingError) in try reader.value() }
    }

    /// A count of tokens; 0 where there is none.
    func count(_ name: String) -> Int {
        Int(clamping: self[name]?.integer ?? 0)
    }

    /// A number where it is one that JSON can spell.
    static func finite(_ number: Double?) -> JSONValue? {
        number.flatMap { $0.isFinite ? .number($0) : nil }
    }

    func without(_ names: String...) -> JSONValue {
        guard case .object(var members) = self else { return self }
        for name in names { members[name] = nil }
        return .object(members)
    }
}
