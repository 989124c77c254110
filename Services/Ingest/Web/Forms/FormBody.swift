import NIOCore
import ServerKit

/// The fields of an HTML form, as browsers post them (`application/x-www-form-urlencoded`).
///
/// Source: https://url.spec.whatwg.org/#urlencoded-parsing
struct FormBody: Sendable {
    private var fields: [String: String] = [:]

    /// A comment's bound is 10,000 characters, which percent-encoding may make twelve times as many bytes.
    static let maximumBytes = 1 << 18

    /// - Throws: ``ProblemError`` 400 for what isn't UTF-8, holds U+0000, or names a field twice.
    init(_ body: ByteBuffer) throws(ProblemError) {
        for pair in body.readableBytesView.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.decode(parts[0]), let value = parts.count == 1 ? "" : Self.decode(parts[1]) else {
                throw .invalid("body", "must be a form in percent-encoded UTF-8")
            }
            guard fields.updateValue(value, forKey: name) == nil else { throw .invalid(String(name.prefix(100)), "may be given once") }
        }
    }

    /// Without the blanks around it; nil where it is absent or empty, as fields are that nobody filled in.
    func text(_ name: String) -> String? {
        guard let text = fields[name] else { return nil }
        let scalars = Array(text.unicodeScalars)
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return nil }
        return String(String.UnicodeScalarView(scalars[first...last]))
    }

    private static func decode(_ bytes: ByteBufferView) -> String? {
        guard let text = PercentDecoding.text(bytes, plusIsBlank: true), !text.utf8.contains(0) else { return nil }
        return text
    }
}
