package import Hummingbird

extension RequestContext {
    /// A parameter of the path as the client meant it: the router leaves percent-encoding as it came.
    ///
    /// - Throws: ``ProblemError`` 400 where what is encoded isn't UTF-8, or holds U+0000, which no name does.
    package func decodedParameter(_ name: String) throws -> String {
        let encoded = try parameters.require(name)
        guard let text = Self.decode(encoded), !text.utf8.contains(0) else {
            throw ProblemError.invalid(name, "must be percent-encoded UTF-8")
        }
        return text
    }

    private static func decode(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) else { return text }
        var bytes: [UInt8] = []
        var rest = Substring(text).utf8
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else { return nil }
            bytes.append(high << 4 | low)
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hexValue(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }
}
