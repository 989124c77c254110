/// Values beside the names of secrets that are none.
enum PlainValue {
    /// - Parameter value: not empty.
    static func isPlain(_ value: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) -> Bool {
        if Placeholder.end(in: value, at: range.lowerBound) == range.upperBound { return true }
        let bytes = value[range]
        guard let first = bytes.first, let last = bytes.last else { return true }
        // ***, ••••, xxxxx, -----
        if bytes.allSatisfy({ $0 == first }) && (!ByteSet.alphanumeric.contains(first) || first | 0x20 == UInt8(ascii: "x")) { return true }
        if bytes.allSatisfy({ $0 == 0xE2 || $0 == 0x80 || $0 == 0xA2 }) { return true }
        switch first {
        // ${VAR}, $(VAR)
        case UInt8(ascii: "$"): if ByteSet(")}").contains(last) { return true }
        // {{ .Values.x }}, {struct}, <set to the key …>, [list], (none), &{pointer}
        case UInt8(ascii: "{"), UInt8(ascii: "<"), UInt8(ascii: "["), UInt8(ascii: "("), UInt8(ascii: "&"): return true
        // %s, and YAML's signs that lines follow
        case UInt8(ascii: "%"), UInt8(ascii: "|"), UInt8(ascii: ">"): if range.count <= 3 { return true }
        default: break
        }
        guard range.count <= 14 else { return false }
        return words.contains(String(decoding: bytes.lazy.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }, as: UTF8.self))
    }

    private static let words: Set<String> = [
        "null", "nil", "none", "true", "false", "undefined", "redacted", "masked", "hidden", "omitted", "removed", "empty", "optional", "required",
        "unset", "not", "invalid", "missing", "expired", "wrong", "incorrect", "unknown", "string", "bytes", "yes", "no", "on", "off", "failed",
        "nan",
        "error", "ok", "0", "1", "-1", "\"\"", "''", "n/a", "secret", "password", "token", "basic", "bearer",
    ]
}
