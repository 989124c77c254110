import FoundationEssentials
public import Primitives

/// JSON as text, bound and read as `jsonb`.
package struct PostgresJSON: Hashable, Sendable {
    package let text: String

    package init(text: String) {
        self.text = text
    }

    /// - Throws: `encoding` where the value has no JSON form.
    package init(encoding value: some Encodable) throws(PostgresError) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            text = String(decoding: try encoder.encode(value), as: UTF8.self)
        } catch {
            throw PostgresError(.encoding, "a \(type(of: value)) can't be written as JSON: \(error)")
        }
    }

    /// - Throws: `decoding` with the path of the member that does not fit.
    package func decode<Value: Decodable>(as type: Value.Type = Value.self) throws(PostgresError) -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw PostgresError(.decoding, "the JSON is not a \(type): \(error)")
        }
    }
}

extension PostgresJSON: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .jsonb }

    /// The version of jsonb's binary form, which precedes its text (`jsonb_send`).
    private static let version: UInt8 = 1

    /// - Throws: `encoding` for a NUL, raw or as `\u0000`: `jsonb` can hold neither.
    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        guard !containsNUL else {
            throw PostgresError(.encoding, "JSON with a NUL character can't be stored in PostgreSQL")
        }
        writer.write(Self.version)
        writer.write(text)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> PostgresJSON {
        switch type {
        case .json:
            return PostgresJSON(text: bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        case .jsonb:
            guard try bytes.integer(as: UInt8.self) == version else { throw .malformed("an unknown version of jsonb") }
            return PostgresJSON(text: bytes.withUnsafeBytes { String(decoding: $0.dropFirst(), as: UTF8.self) })
        default:
            throw .type(type)
        }
    }

    private var containsNUL: Bool {
        var isEscaped = false
        var zeros: Int?
        for byte in text.utf8 {
            if byte == 0 { return true }
            if let count = zeros {
                if byte == UInt8(ascii: "0") {
                    if count == 3 { return true }
                    zeros = count + 1
                    continue
                }
                zeros = nil
            }
            if isEscaped {
                isEscaped = false
                if byte == UInt8(ascii: "u") { zeros = 0 }
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            }
        }
        return false
    }
}

extension JSONValue: PostgresEncodable, PostgresDecodable {
    package static var postgresType: PostgresType { .jsonb }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        try PostgresJSON(encoding: self).encode(into: &writer)
    }

    package static func decode(_ bytes: RawSpan, type: PostgresType) throws(PostgresValueError) -> JSONValue {
        let json = try PostgresJSON.decode(bytes, type: type)
        do {
            return try json.decode()
        } catch {
            throw .malformed(error.message)
        }
    }
}
