/// PostgreSQL's `json`: text that is checked and kept as it is. For what is written often and read as a whole.
package enum PlainJSON: PostgresEncodable {
    package static var postgresType: PostgresType { .json }

    /// There is no value of this type: it names the element of a ``PostgresArray``.
    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {}
}

extension BinaryWriter {
    /// An object of texts: what every alert brings two of, and what a general encoder takes ten times as long for.
    mutating func write(json members: [String: String]) {
        write(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members {
            if !isFirst { write(UInt8(ascii: ",")) }
            isFirst = false
            write(json: name)
            write(UInt8(ascii: ":"))
            write(json: value)
        }
        write(UInt8(ascii: "}"))
    }

    /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, everything else stands for itself.
    private mutating func write(json text: String) {
        write(UInt8(ascii: "\""))
        var text = text
        text.withUTF8 { bytes in
            var written = 0
            for (place, byte) in bytes.enumerated() where byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
                write(contentsOf: bytes[written..<place])
                write(escaped: byte)
                written = place + 1
            }
            write(contentsOf: bytes[written...])
        }
        write(UInt8(ascii: "\""))
    }

    private mutating func write(escaped byte: UInt8) {
        write(UInt8(ascii: "\\"))
        guard byte < 0x20 else { return write(byte) }
        write("u00")
        for digit in [byte >> 4, byte & 0xF] {
            write(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
        }
    }
}
