import Primitives

/// How one text of an alert comes about: from where, in which words, and what stands there if nothing does.
package struct ValueRule: Hashable, Sendable {
    /// nil where the value is a constant.
    package var path: FieldPath?
    /// The sender's words, in lower case, and what they mean here. A word that isn't among them stays as it is.
    package var words: [String: String]
    /// What holds where the path leads to nothing.
    package var fallback: String?

    package init(path: FieldPath?, words: [String: String] = [:], fallback: String? = nil) {
        self.path = path
        self.words = words
        self.fallback = fallback
    }

    /// - Throws: ``JSONDecodingError`` where there is an object, which is no text.
    func text(in alert: JSONValue, of body: JSONValue, at place: String) throws(JSONDecodingError) -> String? {
        guard let path, let value = path.value(in: alert, of: body) else { return fallback }
        guard let text = value.plainText else {
            throw JSONDecodingError(path: path.path(from: place), message: "must be a text, a number, or an array of them")
        }
        return words.isEmpty ? text : words[text.lowercased()] ?? text
    }
}

extension JSONValue {
    /// A scalar's text, or those of an array's elements with commas between; nil for anything else.
    var plainText: String? {
        switch self {
        case .string(let text): return text
        case .integer(let number): return String(number)
        case .number(let number): return String(number)
        case .bool(let flag): return String(flag)
        case .array(let elements):
            let texts = elements.compactMap(\.scalarText)
            return texts.count == elements.count ? texts.joined(separator: ",") : nil
        case .null, .object: return nil
        }
    }

    private var scalarText: String? {
        if case .array = self { nil } else { plainText }
    }
}
