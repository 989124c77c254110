package import Primitives

/// An array parameter that is filled element by element, straight in its binary form.
///
/// For columns of thousands of rows: a Swift array of the values, and a call through the encoder's protocol for each, costs several times as much.
/// Where a few dozen values go, an ordinary array reads better.
package struct PostgresArray<Element: PostgresEncodable>: Sendable {
    /// Each element behind its length.
    fileprivate var elements = BinaryWriter()
    /// Why an element can't be stored; reported when the array is bound.
    fileprivate var failure: PostgresError?
    private var hasNull = false
    package private(set) var count = 0

    /// - Parameter bytes: about what all elements take.
    package init(reserving bytes: Int = 0) {
        elements.reserve(bytes)
    }

    package mutating func appendNull() {
        begin(-1)
        hasNull = true
    }

    /// Announces an element; its bytes follow.
    fileprivate mutating func begin(_ length: Int) {
        elements.write(Int32(truncatingIfNeeded: length))
        count += 1
    }
}

extension PostgresArray: PostgresEncodable {
    package static var postgresType: PostgresType { [Element].postgresType }

    package func encode(into writer: inout BinaryWriter) throws(PostgresError) {
        if let failure { throw failure }
        writer.write(Int32(count == 0 ? 0 : 1))
        writer.write(Int32(hasNull ? 1 : 0))
        writer.write(Element.postgresType.rawValue)
        guard count > 0 else { return }
        writer.write(Int32(truncatingIfNeeded: count))
        writer.write(Int32(1))
        writer.write(contentsOf: elements.bytes)
    }
}

extension PostgresArray where Element == String {
    package mutating func append(_ text: String) {
        begin(text.utf8.count)
        let start = elements.bytes.count
        elements.write(text)
        if elements.hasZero(from: start) {
            failure = PostgresError(.encoding, "text with a NUL byte can't be stored in PostgreSQL")
        }
    }

    package mutating func append(_ text: String?) {
        if let text { append(text) } else { appendNull() }
    }
}

extension PostgresArray where Element == PlainJSON {
    /// A JSON object of these members, in no particular order.
    package mutating func append(_ members: [String: String]) {
        begin(0)
        let start = elements.bytes.count
        elements.write(json: members)
        elements.patch(length: elements.bytes.count - start, before: start)
    }
}

extension PostgresArray where Element == Timestamp {
    package mutating func append(_ time: Timestamp?) {
        guard let time else { return appendNull() }
        begin(8)
        do throws(PostgresError) {
            try time.encode(into: &elements)
        } catch {
            failure = error
        }
    }
}

extension PostgresArray where Element == Int32 {
    package mutating func append(_ number: Int) {
        begin(4)
        elements.write(Int32(clamping: number))
    }
}

extension PostgresArray where Element == Int16 {
    package mutating func append(_ number: Int?) {
        guard let number else { return appendNull() }
        begin(2)
        elements.write(Int16(clamping: number))
    }
}

extension PostgresArray where Element == Bool {
    package mutating func append(_ flag: Bool) {
        begin(1)
        elements.write(UInt8(flag ? 1 : 0))
    }
}

extension PostgresArray where Element == UUIDv7 {
    package mutating func append(_ uuid: UUIDv7?) {
        guard let uuid else { return appendNull() }
        begin(16)
        elements.write(uuid.high)
        elements.write(uuid.low)
    }
}
