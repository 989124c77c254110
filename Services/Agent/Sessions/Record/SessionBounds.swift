import FoundationEssentials
import Primitives

/// How much of each thing a session keeps, in Unicode scalars and entries. An analysis with a full loop stays below half a megabyte.
enum SessionBounds {
    static let prompt = 65_536
    static let reply = 16_384
    static let arguments = 4_096
    static let toolAnswer = 8_192
    static let sentence = 2_000
    static let exchanges = 100
    static let toolCalls = 200
    static let warnings = 100
    static let stages = 50
}

extension String {
    /// Head and tail of a text that is too long, with what lies between counted.
    func bounded(to limit: Int) -> String {
        // Cheap and most often true: there are never more scalars than bytes.
        guard utf8.count > limit else { return self }
        let scalars = unicodeScalars
        let count = scalars.count
        guard count > limit else { return self }
        let tail = limit / 4
        let head = limit - tail
        return String(scalars.prefix(head)) + "\n… \(count - limit) characters left out …\n" + String(scalars.suffix(tail))
    }
}

extension JSONValue {
    /// The value, or its bounded text where that is too long.
    func bounded(to limit: Int) -> JSONValue {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Only a number that JSON can't spell is refused, and what is bounded here was read from JSON.
        guard let data = try? encoder.encode(self), data.count > limit else { return self }
        return .string(String(decoding: data, as: UTF8.self).bounded(to: limit))
    }
}
