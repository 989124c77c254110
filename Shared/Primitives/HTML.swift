/// Markup that is safe to send: literals in code are taken as they stand, everything interpolated is escaped.
///
/// ```swift
/// let row: HTML = "<td title=\"\(alert.name)\">\(alert.summary)</td>"
/// ```
///
/// Literals are `StaticString`s, so that text that came from outside can't be taken for markup: the compiler refuses it.
public struct HTML: Sendable, Hashable {
    /// The markup, in UTF-8.
    public private(set) var utf8: [UInt8]

    public init() {
        utf8 = []
    }

    /// Text, escaped.
    public init(text: String) {
        utf8 = []
        HTMLEscaping.append(text, to: &utf8)
    }

    /// Markup that stands in the code.
    public init(raw markup: StaticString) {
        utf8 = []
        append(raw: markup)
    }

    public var isEmpty: Bool { utf8.isEmpty }

    public mutating func append(_ other: HTML) {
        utf8.append(contentsOf: other.utf8)
    }

    public static func + (lhs: HTML, rhs: HTML) -> HTML {
        var sum = lhs
        sum.append(rhs)
        return sum
    }

    fileprivate mutating func append(text: String) {
        HTMLEscaping.append(text, to: &utf8)
    }

    fileprivate mutating func append(raw markup: StaticString) {
        markup.withUTF8Buffer { utf8.append(contentsOf: $0) }
    }
}

extension HTML: CustomStringConvertible {
    public var description: String { String(decoding: utf8, as: UTF8.self) }
}

extension HTML: ExpressibleByStringInterpolation {
    public init(stringLiteral markup: StaticString) {
        self.init(raw: markup)
    }

    public init(stringInterpolation: StringInterpolation) {
        self = stringInterpolation.html
    }

    public struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = HTML()

        public init(literalCapacity: Int, interpolationCount: Int) {
            html.utf8.reserveCapacity(literalCapacity + 32 * interpolationCount)
        }

        public mutating func appendLiteral(_ markup: StaticString) {
            html.append(raw: markup)
        }

        public mutating func appendInterpolation(_ text: String) {
            html.append(text: text)
        }

        public mutating func appendInterpolation(_ text: Substring) {
            html.append(text: String(text))
        }

        public mutating func appendInterpolation(_ number: some BinaryInteger) {
            html.append(text: String(number))
        }

        /// Markup within markup, as it is.
        public mutating func appendInterpolation(_ markup: HTML) {
            html.append(markup)
        }

        /// Nothing where there is nothing.
        public mutating func appendInterpolation(_ markup: HTML?) {
            if let markup { html.append(markup) }
        }

        /// One after the other.
        public mutating func appendInterpolation(_ parts: some Sequence<HTML>) {
            for part in parts { html.append(part) }
        }

        public mutating func appendInterpolation(raw markup: StaticString) {
            html.append(raw: markup)
        }
    }
}
