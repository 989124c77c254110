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
        case UInt8(ascii: "$"):
            if bytes.count > 2, openers.contains(bytes[bytes.startIndex + 1]), closers.contains(last) { return true }
        // %s, and YAML's signs that lines follow
        case UInt8(ascii: "%"), UInt8(ascii: "|"), UInt8(ascii: ">"): if range.count <= 3 { return true }
        default: if openers.contains(first), isBracketed(bytes) { return true }
        }
        guard range.count <= 14 else { return false }
        return words.contains(String(decoding: bytes.lazy.map { $0 >= UInt8(ascii: "A") && $0 <= UInt8(ascii: "Z") ? $0 | 0x20 : $0 }, as: UTF8.self))
    }

    // MARK: In brackets

    private static let openers = ByteSet("{<[(&")
    private static let closers = ByteSet("}>])")
    private static let nothing = ByteSet("{<[(&}>])*.,")
    private static let wordBytes = ByteSet("_-./", letters: true)
    private static let blank = ByteSet(" \t\r\n")
    private static let quotes = ByteSet("\"'\\")

    /// `{{ .Values.x }}`, `{Name:db}`, `<set to the key …>`, `[a, b]`, `(none)`, `&{pointer}`: a template, prose or a structure, and no password that
    /// happens to begin with a bracket.
    private static func isBracketed(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        if bytes.allSatisfy({ nothing.contains($0) }) { return true }
        let inner = bytes.dropFirst()
        guard let opener = bytes.first, let first = inner.first, let last = inner.last else { return true }
        if opener == UInt8(ascii: "&") { return isStructure(inner) || first != opener && openers.contains(first) && isBracketed(inner) }
        switch (opener, first) {
        // {{.Values.x, (*string)(0x…, []string{…
        case (UInt8(ascii: "{"), UInt8(ascii: "{")): return true
        case (UInt8(ascii: "("), UInt8(ascii: "*")), (UInt8(ascii: "["), UInt8(ascii: "]")):
            if isType(inner.dropFirst()) { return true }
        default: break
        }
        let content = inner.drop { openers.contains($0) }
        if isStructure(content) || isJSON(content) { return true }
        guard closers.contains(last) else { return areWords(inner) }
        let inside = inner.dropLast()
        return quotes.contains(first) || inside.contains { blank.contains($0) } || areWords(inside)
            || inside.count <= 2 && inside.allSatisfy { ByteSet.digits.contains($0) }
    }

    private static func areWords(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        bytes.allSatisfy { wordBytes.contains($0) }
    }

    /// `Name:…`, `LocalObjectReference{…`
    private static func isStructure(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        let name = bytes.prefix { ByteSet.alphanumeric.contains($0) && !ByteSet.digits.contains($0) }
        guard name.count >= 3, name.endIndex < bytes.endIndex else { return false }
        let sign = bytes[name.endIndex]
        return sign == UInt8(ascii: ":") || sign == UInt8(ascii: "=") || sign == UInt8(ascii: "{")
    }

    /// `string)(0x…`, `uint8{…`
    private static func isType(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        let name = bytes.prefix { ByteSet.property.contains($0) }
        return name.count >= 3 && name.endIndex < bytes.endIndex && typeEnd.contains(bytes[name.endIndex])
    }

    private static let typeEnd = ByteSet("{()")

    /// `"name"`, escaped or not.
    private static func isJSON(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        let quoted = bytes.drop { quotes.contains($0) }
        let name = quoted.prefix { ByteSet.name.contains($0) }
        return quoted.startIndex > bytes.startIndex && name.count >= 2 && name.endIndex < bytes.endIndex && quotes.contains(bytes[name.endIndex])
    }

    private static let words: Set<String> = [
        "null", "nil", "none", "true", "false", "undefined", "redacted", "masked", "hidden", "omitted", "removed", "empty", "optional", "required",
        "unset", "not", "invalid", "missing", "expired", "wrong", "incorrect", "unknown", "string", "bytes", "yes", "no", "on", "off", "failed",
        "nan",
        "error", "ok", "0", "1", "-1", "\"\"", "''", "n/a", "secret", "password", "token", "basic", "bearer",
    ]
}
