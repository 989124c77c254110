/// What a span says of its work, by the names of OpenTelemetry's semantic conventions where there is one, else below `whence.`.
package struct SpanAttributes: Sendable, ExpressibleByDictionaryLiteral {
    /// In the order in which they were set.
    package private(set) var pairs: [(name: String, value: SpanValue)]

    /// Attributes of one span; more are left out. Texts are cut where they are exported.
    package static let maximumCount = 32

    package init() {
        pairs = []
    }

    package init(dictionaryLiteral elements: (String, SpanValue?)...) {
        pairs = elements.compactMap { name, value in value.map { (name, $0) } }
    }

    /// nil leaves an attribute out, or takes it away.
    package subscript(name: String) -> SpanValue? {
        get { pairs.first { $0.name == name }?.value }
        set {
            let place = pairs.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): pairs[place].value = value
            case (let place?, nil): pairs.remove(at: place)
            case (nil, let value?): if pairs.count < Self.maximumCount { pairs.append((name, value)) }
            case (nil, nil): break
            }
        }
    }
}

/// The value of an attribute.
package enum SpanValue: Hashable, Sendable {
    case text(String)
    case integer(Int64)
    case number(Double)
    case flag(Bool)
    case texts([String])

    package static func count(_ value: Int) -> SpanValue { .integer(Int64(value)) }
}

extension SpanValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}
