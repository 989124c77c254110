import Contracts

extension FieldError {
    /// Says in the sender's terms what the decoder met. The field is empty where the body as a whole is at fault.
    init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(field: Self.path(context.codingPath + [key]), message: "is required")
        case .valueNotFound(let type, let context), .typeMismatch(let type, let context):
            self.init(field: Self.path(context.codingPath), message: "must be \(Self.name(of: type))")
        case .dataCorrupted(let context) where context.codingPath.isEmpty:
            self.init(field: "", message: "is not valid JSON\(Self.place(of: context))")
        case .dataCorrupted(let context):
            self.init(field: Self.path(context.codingPath), message: "is malformed: \(context.debugDescription)")
        @unknown default:
            self.init(field: "", message: "is not an Alertmanager webhook")
        }
    }

    /// `alerts[2].labels.pod`; label names are the sender's, so they are cut short.
    private static func path(_ keys: [any CodingKey]) -> String {
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += (path.isEmpty ? "" : ".") + String(key.stringValue.prefix(100))
            }
        }
        return path
    }

    private static func name(of type: any Any.Type) -> String {
        if type == String.self { return "a string" }
        if type == Int.self { return "an integer" }
        return type == [Any].self ? "an array" : "an object"
    }

    /// Where the JSON breaks off, in the parser's own words.
    private static func place(of context: DecodingError.Context) -> String {
        context.underlyingError.map { ": \(String("\($0)".prefix(200)))" } ?? ""
    }
}
