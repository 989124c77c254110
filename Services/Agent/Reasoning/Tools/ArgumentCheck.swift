import Primitives

/// Holds a call's arguments against the tool's schema, as far as tools use schemas: required members, no others, and their types.
///
/// What the values mean is for the tool to check: arguments come from a model that may have read anything.
enum ArgumentCheck {
    /// - Returns: what is wrong, in words that a model can mend it by; nil where nothing is.
    static func complaint(about arguments: JSONValue, schema: JSONValue) -> String? {
        guard let members = arguments.object else { return "The arguments must be a JSON object." }
        let properties = schema["properties"]?.object ?? [:]
        for name in schema["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil || members[name] == .null {
            return "\(name) is missing."
        }
        for (name, value) in members.sorted(by: { $0.key < $1.key }) {
            guard let property = properties[name] else {
                return "There is no argument \(name.prefix(60)); there are: \(properties.keys.sorted().joined(separator: ", "))."
            }
            guard value != .null else { continue }
            if let type = property["type"]?.string, !isOf(type, value) { return "\(name) must be of type \(type)." }
            if let allowed = property["enum"]?.array, !allowed.contains(value) {
                return "\(name) must be one of \(allowed.compactMap(\.string).joined(separator: ", "))."
            }
        }
        return nil
    }

    private static func isOf(_ type: String, _ value: JSONValue) -> Bool {
        switch type {
        case "string": value.string != nil
        case "integer": value.integer != nil
        case "boolean": value.bool != nil
        case "array": value.array != nil
        case "object": value.object != nil
        default: true
        }
    }
}
