import HTTPTypes

/// Ids that tie a client's report to the log's lines.
enum RequestID {
    // The name is valid by its spelling; the fallback never is taken.
    static let header = HTTPField.Name("X-Request-Id") ?? .via

    /// A client's id, if it is one: 1 to 128 letters, digits, `-`, `_`, `.` or `:`. Anything else could forge a log's line or a header.
    static func accepted(_ text: String?) -> String? {
        guard let text, (1...128).contains(text.utf8.count) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ":"):
                true
            default: false
            }
        }
        return isPlain ? text : nil
    }

    /// 64 random bits in hexadecimal: unique enough for the life of a log.
    static func make() -> String {
        let digits = String(UInt64.random(in: .min ... .max), radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
