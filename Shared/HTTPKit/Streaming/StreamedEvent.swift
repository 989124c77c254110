/// One event of an event stream.
package struct StreamedEvent: Hashable, Sendable {
    /// Its type; `message` where the stream names none.
    package var name: String
    /// The data lines, joined by line feeds. UTF-8 as sent: whoever reads it as text or JSON finds out.
    package var data: [UInt8]
    /// The last id that the stream gave, this event's or an earlier one's.
    package var id: String

    package init(name: String = "message", data: [UInt8], id: String = "") {
        self.name = name
        self.data = data
        self.id = id
    }
}
