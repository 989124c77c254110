/// Reads an event stream (`text/event-stream`) from bytes in pieces of any size. Pure: it holds the line and the event that aren't complete yet, within bounds.
///
/// An event that the stream's end cuts off is dropped, as the format has it.
///
/// Source: https://html.spec.whatwg.org/multipage/server-sent-events.html, sections 9.2.5 and 9.2.6
package struct EventStreamParser: Sendable {
    /// What one event may hold.
    package struct Limits: Hashable, Sendable {
        package var lineBytes: Int
        /// All data lines of an event.
        package var eventBytes: Int

        package init(lineBytes: Int = 4 << 20, eventBytes: Int = 4 << 20) {
            self.lineBytes = lineBytes
            self.eventBytes = eventBytes
        }
    }

    package struct TooLarge: Error, Hashable, Sendable, CustomStringConvertible {
        package var description: String
    }

    private let limits: Limits
    private var line: [UInt8] = []
    private var name: [UInt8] = []
    private var data: [UInt8] = []
    private var id = ""
    private var hasData = false
    /// A line feed that comes now belongs to the carriage return before it.
    private var endedByCarriageReturn = false
    private var isFirstLine = true

    package init(limits: Limits = Limits()) {
        self.limits = limits
    }

    /// Takes the next bytes in.
    ///
    /// - Returns: the events that they complete.
    package mutating func feed(_ bytes: some Sequence<UInt8>) throws(TooLarge) -> [StreamedEvent] {
        var events: [StreamedEvent] = []
        for byte in bytes {
            defer { endedByCarriageReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endedByCarriageReturn:
                continue
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if let event = try endLine() { events.append(event) }
            default:
                guard line.count < limits.lineBytes else { throw TooLarge(description: "a line of more than \(limits.lineBytes) bytes") }
                line.append(byte)
            }
        }
        return events
    }

    private mutating func endLine() throws(TooLarge) -> StreamedEvent? {
        defer {
            line.removeAll(keepingCapacity: line.count <= 1 << 16)
            isFirstLine = false
        }
        var content = line[...]
        if isFirstLine, content.starts(with: [0xEF, 0xBB, 0xBF]) { content = content.dropFirst(3) }
        guard !content.isEmpty else { return dispatch() }
        let colon = content.firstIndex(of: UInt8(ascii: ":")) ?? content.endIndex
        var value = content[colon...].dropFirst()
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        try take(field: content[..<colon], value: value)
        return nil
    }

    /// A line that begins with a colon is a comment: its field's name is empty. `retry` is for clients that connect again by themselves.
    private mutating func take(field: ArraySlice<UInt8>, value: ArraySlice<UInt8>) throws(TooLarge) {
        if field.elementsEqual("data".utf8) {
            guard data.count + value.count < limits.eventBytes else {
                throw TooLarge(description: "an event of more than \(limits.eventBytes) bytes")
            }
            if hasData { data.append(UInt8(ascii: "\n")) }
            data.append(contentsOf: value)
            hasData = true
        } else if field.elementsEqual("event".utf8) {
            name = Array(value)
        } else if field.elementsEqual("id".utf8), !value.contains(0) {
            id = String(decoding: value, as: UTF8.self)
        }
    }

    private mutating func dispatch() -> StreamedEvent? {
        defer {
            name = []
            data = []
            hasData = false
        }
        guard hasData else { return nil }
        return StreamedEvent(name: name.isEmpty ? "message" : String(decoding: name, as: UTF8.self), data: data, id: id)
    }
}
