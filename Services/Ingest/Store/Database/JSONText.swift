import Postgres

/// Writes string maps as JSON: what every alert brings two of, and what a general encoder takes ten times as long for.
enum JSONText {
    /// Keys in no particular order: `jsonb` sorts them itself.
    static func object(_ members: [String: String]) -> PostgresJSON {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(members.reduce(2) { $0 + $1.key.utf8.count + $1.value.utf8.count + 6 })
        bytes.append(UInt8(ascii: "{"))
        var isFirst = true
        for (name, value) in members {
            if !isFirst { bytes.append(UInt8(ascii: ",")) }
            isFirst = false
            append(name, to: &bytes)
            bytes.append(UInt8(ascii: ":"))
            append(value, to: &bytes)
        }
        bytes.append(UInt8(ascii: "}"))
        return PostgresJSON(text: String(decoding: bytes, as: UTF8.self))
    }

    /// RFC 8259, section 7: quotes, backslashes and control characters are escaped, everything else stands for itself.
    private static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0..<0x20:
                bytes.append(contentsOf: "\\u00".utf8)
                bytes.append(hexadecimal(byte >> 4))
                bytes.append(hexadecimal(byte & 0xF))
            default:
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func hexadecimal(_ digit: UInt8) -> UInt8 {
        digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10
    }
}

extension PostgresJSON {
    /// Without `\u0000`, which JSON can spell and `jsonb` can't hold: what logs say reaches causes and evidence.
    var withoutNUL: PostgresJSON {
        let escape = Array("\\u0000".utf8)
        let bytes = Array(text.utf8)
        var kept: [UInt8] = []
        kept.reserveCapacity(bytes.count)
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "\\"), index + 1 < bytes.count else {
                kept.append(bytes[index])
                index += 1
                continue
            }
            if bytes[index...].starts(with: escape) {
                index += escape.count
            } else {
                kept += bytes[index...index + 1]
                index += 2
            }
        }
        return kept.count == bytes.count ? self : PostgresJSON(text: String(decoding: kept, as: UTF8.self))
    }
}
