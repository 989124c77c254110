import Primitives

/// The parts of a document that others refer to by `$ref`.
struct References {
    let root: JSONValue

    /// By name.
    var schemas: [(name: String, schema: JSONValue)] {
        (root["components"]?["schemas"]?.object ?? [:]).sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// What a reference stands for, or the value itself; a reference to nothing stands for itself.
    func resolve(_ value: JSONValue) -> JSONValue {
        guard let reference = value["$ref"]?.string, reference.hasPrefix("#/") else { return value }
        var found: JSONValue? = root
        for step in reference.dropFirst(2).split(separator: "/") { found = found?[String(step)] }
        return found ?? value
    }

    /// A schema in a few words: its name with a link, or its type with its bounds.
    func summary(of schema: JSONValue?) -> HTML {
        guard let schema else { return "" }
        if let name = schema["$ref"]?.string?.split(separator: "/").last { return "<a href=\"#schema-\(name)\">\(name)</a>" }
        for word in ["oneOf", "anyOf", "allOf"] {
            guard let choices = schema[word]?.array else { continue }
            return Self.joined(choices.map { summary(of: $0) }, by: word == "allOf" ? " and " : " or ")
        }
        if let value = schema["const"] { return "<code>\(Self.text(value))</code>" }
        let type = Self.types(schema)
        if type == "array" { return "array of \(summary(of: schema["items"]))\(Self.bounds(schema))" }
        if type == "object", let values = schema["additionalProperties"], values.object != nil {
            return "map of \(summary(of: values))\(Self.bounds(schema))"
        }
        return "\(type.isEmpty ? "any" : type)\(Self.bounds(schema))"
    }

    private static func types(_ schema: JSONValue) -> String {
        if let types = schema["type"]?.array { return types.compactMap(\.string).joined(separator: " or ") }
        let type = schema["type"]?.string ?? ""
        return schema["format"]?.string.map { "\(type) (\($0))" } ?? type
    }

    private static func bounds(_ schema: JSONValue) -> HTML {
        var parts: [HTML] = []
        if let values = schema["enum"]?.array { parts.append(": \(joined(values.map { "<code>\(text($0))</code>" }, by: ", "))") }
        let names: [(key: String, word: String)] = [
            ("minimum", "≥"), ("exclusiveMinimum", ">"), ("maximum", "≤"), ("exclusiveMaximum", "<"), ("minLength", "length ≥"),
            ("maxLength", "length ≤"),
            ("minItems", "items ≥"), ("maxItems", "items ≤"), ("maxProperties", "members ≤"), ("pattern", "pattern"), ("default", "default"),
        ]
        for (key, word) in names {
            if let value = schema[key] { parts.append(", \(word) <code>\(text(value))</code>") }
        }
        return "\(parts)"
    }

    static func joined(_ parts: [HTML], by separator: String) -> HTML {
        var sum = HTML()
        for (index, part) in parts.enumerated() {
            if index > 0 { sum.append(HTML(text: separator)) }
            sum.append(part)
        }
        return sum
    }

    /// A scalar as it would be written.
    static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): String(flag)
        case .integer(let number): String(number)
        case .number(let number): number.description
        case .string(let text): text
        case .array, .object: "…"
        }
    }
}
