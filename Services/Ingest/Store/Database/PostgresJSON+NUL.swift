import Postgres

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
