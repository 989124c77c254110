/// Escapes text for an element's content and for a quoted attribute alike.
///
/// It works on UTF-8 bytes, not on `Character`s: a quotation mark that a combining mark follows is one `Character`, and still ends an attribute.
enum HTMLEscaping {
    static func append(_ text: String, to output: inout [UInt8]) {
        var copy = text
        copy.withUTF8 { bytes in
            var clean = 0
            for (index, byte) in bytes.enumerated() where needsEscape(byte) {
                // U+0080…U+009F, the second set of control characters, begin with 0xC2; so do printable ones, which stay as they are.
                if byte == 0xC2, bytes[index + 1] >= 0xA0 { continue }
                output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[clean..<index]))
                appendEscaped(byte, to: &output)
                clean = byte == 0xC2 ? index + 2 : index + 1
            }
            output.append(contentsOf: UnsafeBufferPointer(rebasing: bytes[clean...]))
        }
    }

    private static func needsEscape(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09, 0x0A: false
        case 0..<0x20, 0x7F, 0xC2: true
        default: byte == 0x22 || byte == 0x26 || byte == 0x27 || byte == 0x3C || byte == 0x3E
        }
    }

    private static func appendEscaped(_ byte: UInt8, to output: inout [UInt8]) {
        let replacement: StaticString
        switch byte {
        case UInt8(ascii: "&"): replacement = "&amp;"
        case UInt8(ascii: "<"): replacement = "&lt;"
        case UInt8(ascii: ">"): replacement = "&gt;"
        case UInt8(ascii: "\""): replacement = "&quot;"
        case UInt8(ascii: "'"): replacement = "&#39;"
        case 0x7F: replacement = "\u{2421}"
        case 0xC2: replacement = "\u{FFFD}"
        default:
            // HTML has no way to write a control character: its picture (U+2400…) shows that one was there, as in a coloured log line's `␛[31m`.
            output.append(contentsOf: [0xE2, 0x90, 0x80 + byte])
            return
        }
        replacement.withUTF8Buffer { output.append(contentsOf: $0) }
    }
}
