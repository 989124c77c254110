/// What a span says of its work, by the names of OpenTelemetry's semantic conventions where there is one, else below `whence.`.
package struct SpanAttributes: Sendable, ExpressibleByDictionaryLiteral {
    /// In the order in which they were set.
    package private(set) var pairs: [(name: String, value: SpanValue)]

    /// Attributes of one span; more are left out.
    package static let maximumCount = 32

    package init() {
        pairs = []
    }

    package init(dictionaryLiteral elements: (String, SpanValue?)...) {
        pairs = elements.compactMap { name, value in value.map { (name, $0.bounded) } }
    }

    /// nil leaves an attribute out, or takes it away.
    package subscript(name: String) -> SpanValue? {
        get { pairs.first { $0.name == name }?.value }
        set {
            let place = pairs.firstIndex { $0.name == name }
            switch (place, newValue) {
            case (let place?, let value?): pairs[place].value = value.bounded
            case (let place?, nil): pairs.remove(at: place)
            case (nil, let value?): if pairs.count < Self.maximumCount { pairs.append((name, value.bounded)) }
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

    /// Scalars of a text that waits to be exported: what a client sends, such as a path, mustn't fill the memory of 2,048 spans. Twice what is
    /// exported, so that a secret across that end is whole when it is masked.
    package static let maximumText = 1024

    var bounded: SpanValue {
        switch self {
        case .text(let text): .text(Self.cut(text))
        case .texts(let texts): .texts(texts.map(Self.cut))
        case .integer, .number, .flag: self
        }
    }

    private static func cut(_ text: String) -> String {
        // No text has more scalars than bytes. A copy, because a part would keep the whole alive.
        text.utf8.count <= maximumText ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(maximumText)))
    }
}

extension SpanValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral {
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .flag(value) }
}
