/// Whether bytes look made by a machine to be guessed by nobody.
enum Randomness {
    /// Classes of bytes that occur.
    struct Mix {
        var lower = 0, upper = 0, digits = 0, hex = 0, other = 0
        var innerUpper = 0
        var distinct = 0
        var count = 0

        init(_ bytes: some Sequence<UInt8>) {
            var seen = ByteSet([])
            for byte in bytes {
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"): lower += 1
                case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                    upper += 1
                    if count > 0 { innerUpper += 1 }
                case UInt8(ascii: "0")...UInt8(ascii: "9"): digits += 1
                default: other += 1
                }
                let lowered = byte | 0x20
                if (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "f")) || (byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")) {
                    hex += 1
                }
                if !seen.contains(byte) {
                    seen.insert(byte)
                    distinct += 1
                }
                count += 1
            }
        }

        var isHex: Bool { hex == count }
    }

    /// A value beside a name that may introduce a secret: no word, number, name of an object, path or address.
    static func isLikelySecret(_ value: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        let mix = Mix(value)
        guard mix.count >= 8, mix.distinct >= 5, mix.digits > 0, mix.digits < mix.count || mix.count >= 24 else { return false }
        if mix.isHex { return mix.count >= 32 }
        if isPathOrAddress(value) { return false }
        // `shop-db-credentials-v2`, `10.2.3-rc1`: names of objects are of lower-case words.
        if mix.upper == 0, value.contains(UInt8(ascii: "-")) || value.contains(UInt8(ascii: ".")) || value.contains(UInt8(ascii: "/")) {
            let longest = value.split(whereSeparator: { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "/") })
                .map { Mix($0) }.max { $0.count < $1.count }
            return longest.map { $0.count >= 16 && $0.digits >= 2 && $0.lower > 0 && !$0.isHex } ?? false
        }
        return mix.upper > 0 || mix.other > 0 || mix.digits >= 2
    }

    /// RFC 9562, 4: what Consul and Nomad have for tokens, and many a server for sessions.
    static func isUUID(_ value: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        value.count == 36
            && value.enumerated().allSatisfy { offset, byte in
                [8, 13, 18, 23].contains(offset) ? byte == UInt8(ascii: "-") : ByteSet.hexadecimal.contains(byte)
            }
    }

    /// Whether a value can be no word of prose: it has a digit, a sign or a capital inside.
    static func isNoWord(_ value: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        let mix = Mix(value)
        return mix.count >= 5 && (mix.digits > 0 || mix.innerUpper > 0 && mix.lower > 0) && mix.digits < mix.count
    }

    /// A long token of letters and digits, in any position.
    static func isRandomToken(_ value: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        let mix = Mix(value)
        return mix.count >= 8 && mix.digits > 0 && mix.lower + mix.upper > 0 || mix.count >= 16 && mix.innerUpper > 1 && mix.lower > 1
    }

    /// `/etc/tls/tls.key`, `./a`, `file:///x`, `https://…`
    static func isPathOrAddress(_ value: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        guard let first = value.first else { return false }
        if first == UInt8(ascii: "/") || first == UInt8(ascii: "."), value.count >= 3 {
            let mix = Mix(value)
            return mix.upper <= mix.count / 8 && mix.digits <= mix.count / 4
        }
        let colon = UInt8(ascii: ":"), slash = UInt8(ascii: "/")
        guard let at = value.firstIndex(of: colon), at - value.startIndex <= 12, at + 2 < value.endIndex else { return false }
        return value[at + 1] == slash && value[at + 2] == slash
    }
}
