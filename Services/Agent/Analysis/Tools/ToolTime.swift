import Primitives

/// The time that a tool looks at: so many minutes up to the analysis's own now, or around its alert.
struct ToolTime: Sendable {
    let start: Timestamp
    let end: Timestamp

    static let property: JSONValue = [
        "type": "integer", "description": "How far back to look, in minutes, 1 to 1440; 60 where it is left out",
    ]

    init(_ arguments: JSONValue, now: Timestamp) {
        let minutes = min(1440, max(1, arguments["minutes"]?.integer ?? 60))
        start = now - .seconds(minutes * 60)
        end = now
    }

    var length: Duration { end - start }
}
