/// A name and a value, as OpenTelemetry's settings list them: `name=value,name=value`, both percent-encoded.
///
/// Source: https://opentelemetry.io/docs/specs/otel/protocol/exporter/#specifying-headers-via-environment-variables
package struct OTLPHeader: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    /// - Returns: nil where one of them has no name or no `=`, or holds what no header may.
    package static func list(_ text: String) -> [OTLPHeader]? {
        var list: [OTLPHeader] = []
        for part in text.split(separator: ",") {
            let part = part.trimmed
            if part.isEmpty { continue }
            guard let equals = part.firstIndex(of: "="), let name = decoded(part[..<equals].trimmed), !name.isEmpty,
                let value = decoded(part[part.index(after: equals)...].trimmed), (name + value).utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F })
            else { return nil }
            list.append(OTLPHeader(name, value))
        }
        return list
    }

    private static func decoded(_ text: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let digits = String(validating: rest.prefix(2), as: UTF8.self), digits.utf8.count == 2, let decoded = UInt8(digits, radix: 16)
            else { return nil }
            bytes.append(decoded)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
