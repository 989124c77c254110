/// Masks what looks like a credential. Evidence, changes, log lines and commands leave the process only through it.
///
/// It works on bytes: every delimiter it looks for is ASCII, so a multi-byte character is never cut.
public struct Redactor: Sendable {
    public static let mask = "***"

    public init() {}

    public func redact(_ text: String) -> String {
        var bytes = Array(text.utf8)
        let before = bytes.count
        var changed = Self.maskUserInfo(&bytes)
        changed = Self.maskNamedValues(&bytes) || changed
        changed = Self.maskTokens(&bytes) || changed
        return changed || bytes.count != before ? String(decoding: bytes, as: UTF8.self) : text
    }

    /// A value whose name is known, as an environment variable's is: masked whole where the name says that it is secret.
    public func redact(_ value: String, named name: String) -> String {
        Self.isSecret(name: Array(name.utf8)[...]) ? Self.mask : redact(value)
    }

    // MARK: Names

    private static let secretNames: [[UInt8]] = [
        "password", "passwd", "passphrase", "pwd", "secret", "token", "apikey", "api_key", "api-key", "accesskey", "access_key", "privatekey",
        "private_key", "credential", "authorization", "signature", "cookie", "sessionid",
    ].map { Array($0.utf8) }

    private static func isSecret(name: ArraySlice<UInt8>) -> Bool {
        let lowered = name.map(lowercased)
        return secretNames.contains { contains(lowered, $0) }
    }

    private static func contains(_ haystack: [UInt8], _ needle: [UInt8]) -> Bool {
        guard haystack.count >= needle.count else { return false }
        return (0...haystack.count - needle.count).contains { haystack[$0..<$0 + needle.count].elementsEqual(needle) }
    }

    // MARK: scheme://user:password@host

    private static func maskUserInfo(_ bytes: inout [UInt8]) -> Bool {
        var changed = false
        var index = 0
        while let colon = find("://", in: bytes, from: index) {
            let start = colon + 3
            var end = start
            var at: Int?
            while end < bytes.count, !isSpaceOrQuote(bytes[end]), bytes[end] != UInt8(ascii: "<"), bytes[end] != UInt8(ascii: ">") {
                if bytes[end] == UInt8(ascii: "@") { at = end }
                // Passwords that nobody encoded hold slashes and at signs, so the last at sign before the query counts.
                if bytes[end] == UInt8(ascii: "?"), at != nil { break }
                end += 1
            }
            index = max(start, end)
            guard let at, at > start else { continue }
            let separator = bytes[start..<at].firstIndex(of: UInt8(ascii: ":"))
            // A slash before any colon or @ belongs to a path: https://host/path?mail=a@b
            if let slash = bytes[start..<at].firstIndex(of: UInt8(ascii: "/")), separator.map({ slash < $0 }) ?? true { continue }
            let secretStart = separator.map { $0 + 1 } ?? start
            guard secretStart < at, separator != nil || at - start >= 16 else { continue }
            bytes.replaceSubrange(secretStart..<at, with: mask.utf8)
            index = secretStart + mask.utf8.count
            changed = true
        }
        return changed
    }

    // MARK: name=value, name: value, "name":"value", --name value

    private static func maskNamedValues(_ bytes: inout [UInt8]) -> Bool {
        var changed = false
        var index = 0
        while index < bytes.count {
            guard isNameByte(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, isNameByte(bytes[index]) { index += 1 }
            guard index - start >= 3, isSecret(name: bytes[start..<index]) else { continue }
            let isOption = start >= 1 && bytes[start] == UInt8(ascii: "-")
            guard let value = valueRange(in: bytes, after: index, isOption: isOption), !value.isEmpty else { continue }
            bytes.replaceSubrange(value, with: mask.utf8)
            index = value.lowerBound + mask.utf8.count
            changed = true
        }
        return changed
    }

    private static func valueRange(in bytes: [UInt8], after nameEnd: Int, isOption: Bool) -> Range<Int>? {
        var index = nameEnd
        if index < bytes.count, isQuote(bytes[index]) || bytes[index] == UInt8(ascii: "\\") {
            while index < bytes.count, isQuote(bytes[index]) || bytes[index] == UInt8(ascii: "\\") { index += 1 }
        }
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
        guard index < bytes.count else { return nil }
        if bytes[index] == UInt8(ascii: "=") || bytes[index] == UInt8(ascii: ":") {
            index += 1
        } else if !(isOption && index > nameEnd) {
            return nil
        }
        while index < bytes.count, bytes[index] == UInt8(ascii: " ") || bytes[index] == UInt8(ascii: "\\") { index += 1 }
        guard index < bytes.count else { return nil }
        var quote: UInt8?
        if isQuote(bytes[index]) {
            quote = bytes[index]
            index += 1
        }
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if let quote {
                if byte == quote { break }
            } else if isSpaceOrQuote(byte) || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "&") {
                break
            }
            index += 1
        }
        // "token: Bearer abc" has its secret in the second word.
        if quote == nil, [Array("bearer".utf8), Array("basic".utf8)].contains(bytes[start..<index].map(lowercased)) {
            while index < bytes.count, bytes[index] == UInt8(ascii: " ") { index += 1 }
            while index < bytes.count, !isSpaceOrQuote(bytes[index]) { index += 1 }
        }
        return start..<index
    }

    // MARK: Tokens that show what they are

    /// Prefixes of well-known tokens, with the length from which on they are one.
    private static let tokenPrefixes: [(prefix: [UInt8], length: Int)] = [
        ("eyJ", 30), ("AKIA", 20), ("ASIA", 20), ("ghp_", 20), ("gho_", 20), ("github_pat_", 30), ("glpat-", 20), ("xoxb-", 20), ("xoxp-", 20),
        ("sk-", 24), ("hvs.", 24), ("-----BEGIN", 0),
    ].map { (Array($0.0.utf8), $0.1) }

    private static func maskTokens(_ bytes: inout [UInt8]) -> Bool {
        var changed = false
        var index = 0
        var previousWordIsScheme = false
        while index < bytes.count {
            guard !isSpaceOrQuote(bytes[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < bytes.count, !isSpaceOrQuote(bytes[index]), bytes[index] != UInt8(ascii: ","), bytes[index] != UInt8(ascii: "=") {
                index += 1
            }
            if index == start { index += 1 }
            let word = bytes[start..<index]
            let lowered = word.map(lowercased)
            if lowered.starts(with: Array("-----begin".utf8)), find("PRIVATE KEY", in: bytes, from: start) != nil {
                let end = find("-----END", in: bytes, from: index) ?? bytes.count
                bytes.replaceSubrange(start..<end, with: mask.utf8)
                index = start + mask.utf8.count
                changed = true
            } else if (previousWordIsScheme && word.count >= 8 && word.contains { isDigit($0) || isUppercase($0) })
                || tokenPrefixes.contains(where: { $0.length > 0 && word.count >= $0.length && word.starts(with: $0.prefix) })
            {
                bytes.replaceSubrange(start..<index, with: mask.utf8)
                index = start + mask.utf8.count
                changed = true
            }
            previousWordIsScheme = lowered == Array("bearer".utf8) || lowered == Array("basic".utf8)
        }
        return changed
    }

    // MARK: Bytes

    private static func find(_ text: String, in bytes: [UInt8], from start: Int) -> Int? {
        let needle = Array(text.utf8)
        guard start <= bytes.count - needle.count else { return nil }
        return (start...bytes.count - needle.count).first { index in
            bytes[index] == needle[0] && bytes[index..<index + needle.count].elementsEqual(needle)
        }
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { isUppercase(byte) ? byte | 0x20 : byte }
    private static func isUppercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) }
    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") }
    private static func isSpaceOrQuote(_ byte: UInt8) -> Bool { byte <= 0x20 || isQuote(byte) }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || isUppercase(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || byte == UInt8(ascii: "_")
            || byte == UInt8(ascii: "-")
    }
}
