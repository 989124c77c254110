/// Percent encoding of what goes into a URL (RFC 3986): every byte that isn't unreserved is escaped, so that no value can end a component early.
package enum PercentEncoding {
    /// For one path segment, or one name or value of a query.
    package static func encode(_ text: some StringProtocol) -> String {
        var encoded: [UInt8] = []
        encoded.reserveCapacity(text.utf8.count)
        for byte in text.utf8 {
            if isUnreserved(byte) {
                encoded.append(byte)
            } else {
                encoded.append(UInt8(ascii: "%"))
                encoded.append(hexDigits[Int(byte >> 4)])
                encoded.append(hexDigits[Int(byte & 15)])
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Undoes the encoding of a query's name or value, where `+` stands for a space as well.
    ///
    /// - Returns: nil for an escape that isn't two hex digits, and for bytes that aren't UTF-8.
    package static func decodeQuery(_ text: some StringProtocol) -> String? {
        var decoded: [UInt8] = []
        var rest = text.utf8.makeIterator()
        while let byte = rest.next() {
            switch byte {
            case UInt8(ascii: "+"):
                decoded.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                guard let high = rest.next().flatMap(hexValue), let low = rest.next().flatMap(hexValue) else { return nil }
                decoded.append(high << 4 | low)
            default:
                decoded.append(byte)
            }
        }
        return String(validating: decoded, as: UTF8.self)
    }

    private static let hexDigits = Array("0123456789ABCDEF".utf8)

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "~"): true
        default: false
        }
    }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

/// The query of a URL, or the body of a form: names and values in the order given.
package struct QueryString: Hashable, Sendable {
    package private(set) var items: [(name: String, value: String)] = []

    package init() {}

    package mutating func append(_ name: String, _ value: String) {
        items.append((name, value))
    }

    package var isEmpty: Bool { items.isEmpty }

    /// `a=1&b=x%20y`, without a question mark.
    package var encoded: String {
        items.map { PercentEncoding.encode($0.name) + "=" + PercentEncoding.encode($0.value) }.joined(separator: "&")
    }

    package static func == (lhs: QueryString, rhs: QueryString) -> Bool {
        lhs.encoded == rhs.encoded
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(encoded)
    }
}

extension QueryString: ExpressibleByDictionaryLiteral {
    package init(dictionaryLiteral elements: (String, String)...) {
        for (name, value) in elements {
            append(name, value)
        }
    }
}
