public import Primitives

/// Reading fields that may be absent, null or of another type than expected.
extension Optional where Wrapped == JSONValue {
    /// Empty for null: Go writes an empty list so.
    public var list: [JSONValue] { self?.array ?? [] }

    public var nonEmpty: String? {
        guard let text = self?.string, !text.isEmpty else { return nil }
        return text
    }

    public var int: Int? { self?.integer.flatMap { Int(exactly: $0) } }

    /// `25%` and 1 alike, as text.
    public var numberOrText: String? { nonEmpty ?? int.map { String($0) } }

    public var time: Timestamp? { self?.string.flatMap { Timestamp(rfc3339: $0) } }

    public var texts: [String] { list.compactMap(\.string) }

    public var strings: [String: String] { (self?.object ?? [:]).compactMapValues(\.string) }

    /// Quantities are written as strings, and as bare numbers by hand.
    public var quantities: [String: Quantity] {
        (self?.object ?? [:]).compactMapValues { value in
            switch value {
            case .string(let text): Quantity(text)
            case .integer(let number): Quantity(String(number))
            case .number(let number): Quantity("\(number)")
            default: nil
            }
        }
    }
}
