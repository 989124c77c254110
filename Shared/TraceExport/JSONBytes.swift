/// JSON (RFC 8259) as it is written, member by member.
struct JSONBytes {
    private(set) var bytes: [UInt8] = []
    private var needsComma = false

    mutating func object(_ members: (inout JSONBytes) -> Void) {
        separate()
        bytes.append(UInt8(ascii: "{"))
        needsComma = false
        members(&self)
        bytes.append(UInt8(ascii: "}"))
        needsComma = true
    }

    /// A member that is an object.
    mutating func member(_ name: String, _ members: (inout JSONBytes) -> Void) {
        key(name)
        object(members)
    }

    /// A member that is an array of objects.
    mutating func array<Element>(_ name: String, _ elements: [Element], _ members: (inout JSONBytes, Element) -> Void) {
        key(name)
        bytes.append(UInt8(ascii: "["))
        needsComma = false
        for element in elements { object { members(&$0, element) } }
        bytes.append(UInt8(ascii: "]"))
        needsComma = true
    }

    mutating func string(_ name: String, _ value: String) {
        key(name)
        quote(value)
        needsComma = true
    }

    mutating func number(_ name: String, _ value: Int) { literal(name, String(value)) }

    /// - Parameter text: a number, `true` or `false`, as it is to stand there.
    mutating func literal(_ name: String, _ text: String) {
        key(name)
        bytes.append(contentsOf: text.utf8)
        needsComma = true
    }

    private mutating func key(_ name: String) {
        separate()
        quote(name)
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = false
    }

    private mutating func quote(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(contentsOf: [Self.digits[Int(byte >> 4)], Self.digits[Int(byte & 0xF)]])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static let digits = Array("0123456789abcdef".utf8)
}
