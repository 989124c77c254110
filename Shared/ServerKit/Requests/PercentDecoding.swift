/// Percent-encoded text (RFC 3986, section 2.1), as paths, queries and forms hold it.
package enum PercentDecoding {
    /// - Parameter plusIsBlank: true in queries and forms, where browsers write a blank so.
    ///   Source: https://url.spec.whatwg.org/#urlencoded-parsing
    /// - Returns: nil where it isn't UTF-8, or a `%` stands without its two digits.
    package static func text(_ encoded: some Sequence<UInt8>, plusIsBlank: Bool) -> String? {
        var decoded: [UInt8] = []
        var rest = encoded.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+") where plusIsBlank: decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(digit), let low = rest.next().flatMap(digit) else { return nil }
                decoded.append(high << 4 | low)
            default: decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
