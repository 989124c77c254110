import Primitives

/// Looks at an object of a request as a strict API does: known members only, each of its kind.
struct FieldCheck {
    let place: String
    let object: [String: JSONValue]

    init(_ value: JSONValue?, at place: String, known: Set<String>, required: Set<String> = []) throws(APIRefusal) {
        guard let object = value?.object else { throw APIRefusal(400, "\(place): must be an object") }
        for name in object.keys.sorted() where !known.contains(name) { throw APIRefusal(400, "\(place).\(name): unknown field") }
        for name in required.sorted() where object[name] == nil { throw APIRefusal(400, "\(place).\(name): field required") }
        self.place = place
        self.object = object
    }

    func string(_ name: String, oneOf allowed: Set<String>? = nil, mayBeEmpty: Bool = false) throws(APIRefusal) {
        guard let value = object[name] else { return }
        guard let text = value.string, mayBeEmpty || !text.isEmpty, allowed?.contains(text) ?? true else {
            throw APIRefusal(400, "\(place).\(name): not a valid value")
        }
    }

    func integer(_ name: String, in range: ClosedRange<Int64>) throws(APIRefusal) {
        guard let value = object[name] else { return }
        guard let number = value.integer, range.contains(number) else { throw APIRefusal(400, "\(place).\(name): not an integer in \(range)") }
    }

    func number(_ name: String, in range: ClosedRange<Double>) throws(APIRefusal) {
        guard let value = object[name] else { return }
        let number: Double? = if case .number(let value) = value { value } else { value.integer.map(Double.init) }
        guard let number, range.contains(number) else { throw APIRefusal(400, "\(place).\(name): not a number in \(range)") }
    }

    func flag(_ name: String) throws(APIRefusal) {
        guard let value = object[name] else { return }
        guard value.bool != nil else { throw APIRefusal(400, "\(place).\(name): must be true or false") }
    }

    func array(_ name: String) throws(APIRefusal) -> [JSONValue] {
        guard let value = object[name] else { return [] }
        guard let elements = value.array else { throw APIRefusal(400, "\(place).\(name): must be an array") }
        return elements
    }

    /// `[a-zA-Z0-9_-]{1,64}`
    func name(_ name: String) throws(APIRefusal) {
        let text = object[name]?.string ?? ""
        let isValid =
            (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                    UInt8(ascii: "_"), UInt8(ascii: "-"):
                    true
                default: false
                }
            }
        guard isValid else { throw APIRefusal(400, "\(place).\(name): does not match ^[a-zA-Z0-9_-]{1,64}$") }
    }

    /// A schema of structured output: objects name all their members as required, and no others.
    static func strictSchema(_ schema: JSONValue?, at place: String) throws(APIRefusal) {
        guard let schema, schema.object != nil else { throw APIRefusal(400, "\(place): schema must be an object") }
        if schema["type"] == "object" {
            let members = schema["properties"]?.object ?? [:]
            guard schema["additionalProperties"] == false else {
                throw APIRefusal(400, "Invalid schema: in context=\(place), 'additionalProperties' is required to be supplied and to be false.")
            }
            let required = Set((schema["required"]?.array ?? []).compactMap(\.string))
            guard required == Set(members.keys) else {
                throw APIRefusal(400, "Invalid schema: in context=\(place), 'required' is required to include every key in properties.")
            }
            for (name, member) in members.sorted(by: { $0.key < $1.key }) { try strictSchema(member, at: "\(place).\(name)") }
        }
        if let items = schema["items"] { try strictSchema(items, at: "\(place).items") }
        for (index, option) in (schema["anyOf"]?.array ?? []).enumerated() { try strictSchema(option, at: "\(place).anyOf[\(index)]") }
    }
}
