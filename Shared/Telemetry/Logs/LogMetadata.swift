import Logging
import Masking

/// One field of a log line.
struct LogField {
    enum Value {
        case text(String)
        /// A number or a boolean, as JSON writes it.
        case literal(String)
    }

    var name: String
    var value: Value
}

extension Logger.Metadata {
    /// The metadata as flat fields sorted by name, masked: a dictionary becomes `outer.inner`, an array one text.
    func flattened(masker: Masker) -> [LogField] {
        var fields: [LogField] = []
        fields.reserveCapacity(count)
        Self.append(self, under: "", to: &fields)
        fields.sort { $0.name < $1.name }
        for index in fields.indices {
            guard case .text(let text) = fields[index].value else { continue }
            fields[index].value = .text(masker.mask(text, named: fields[index].name))
        }
        return fields
    }

    private static func append(_ metadata: Logger.Metadata, under prefix: String, to fields: inout [LogField]) {
        for (key, value) in metadata {
            let name = prefix.isEmpty ? key : "\(prefix).\(key)"
            switch value {
            case .dictionary(let inner): append(inner, under: name, to: &fields)
            case .string(let text): fields.append(LogField(name: name, value: .text(text)))
            case .stringConvertible(let value): fields.append(LogField(name: name, value: rendered(value)))
            case .array: fields.append(LogField(name: name, value: .text(value.description)))
            }
        }
    }

    private static func rendered(_ value: any CustomStringConvertible) -> LogField.Value {
        switch value {
        case let value as any BinaryInteger: .literal(value.description)
        case let value as Double where value.isFinite: .literal(value.description)
        case let value as Bool: .literal(value.description)
        default: .text(value.description)
        }
    }
}
