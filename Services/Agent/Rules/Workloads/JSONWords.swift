import Primitives

/// A piece of a manifest in one short line: `{labelSelector: {matchLabels: {app: cache}}, topologyKey: zone}`.
enum JSONWords {
    private static let maximum = 300

    static func text(_ value: JSONValue) -> String { String(words(value).prefix(maximum)) }

    private static func words(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): String(flag)
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        case .string(let text): text
        case .array(let items): "[" + items.map(words).joined(separator: ", ") + "]"
        case .object(let members): "{" + members.sorted { $0.key < $1.key }.map { "\($0.key): \(words($0.value))" }.joined(separator: ", ") + "}"
        }
    }
}
