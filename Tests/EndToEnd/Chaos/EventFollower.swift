import NIOCore
import NIOHTTP1
import NIOPosix
import TestSupport

/// A client of the stream of events: it goes from replica to replica, names the last id that it had, as browsers do, and keeps what it was told.
struct EventFollower: Sendable {
    struct Heard: Sendable {
        /// Of the events, as they came.
        var ids: [String] = []
        /// What the next replica is asked to go on from: all that is kept, at first.
        var lastID = beginning
        /// How often it was told that events are missing.
        var resets = 0
        /// How many streams were answered with 200.
        var streams = 0

        fileprivate static let beginning = "0-0"
    }

    let ports: [Int]
    let token: String
    let heard = Locked(Heard())

    /// Until it is cancelled.
    func run(seed: UInt64) async {
        var chance = SplitMix(seed: seed)
        var turn = Int.random(in: ports.indices, using: &chance)
        while !Task.isCancelled {
            let stay = Int64.random(in: 300...4000, using: &chance)
            // A replica that is dead, frozen or cut off answers nothing, or not to the end: the next one is asked for what is missing.
            try? await follow(ports[turn % ports.count], for: .milliseconds(stay))
            turn += 1
            // Cancelled while it waits, it is done.
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// Reads one replica's stream until that ends or is broken off, in the middle of an event if need be.
    private func follow(_ port: Int, for stay: TimeAmount) async throws {
        let connection = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton).connectTimeout(.seconds(2))
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    return try NIOAsyncChannel<HTTPClientResponsePart, HTTPClientRequestPart>(wrappingChannelSynchronously: channel)
                }
            }
        let channel = connection.channel
        let end = channel.eventLoop.scheduleTask(in: stay) { channel.close(promise: nil) }
        defer { end.cancel() }
        try await connection.executeThenClose { inbound, outbound in
            let headers: HTTPHeaders = [
                "Host": "127.0.0.1:\(port)", "Authorization": "Bearer \(token)", "Last-Event-ID": heard.value.lastID,
            ]
            try await outbound.write(.head(HTTPRequestHead(version: .http1_1, method: .GET, uri: "/api/v1/events", headers: headers)))
            try await outbound.write(.end(nil))
            var parser = EventParser()
            for try await part in inbound {
                switch part {
                case .head(let head):
                    guard head.status == .ok else { return }
                    heard.withLock { $0.streams += 1 }
                case .body(let bytes):
                    for event in parser.events(in: String(buffer: bytes)) { heard.withLock { $0.take(event) } }
                case .end: return
                }
            }
        }
    }
}

extension EventFollower.Heard {
    fileprivate mutating func take(_ event: EventParser.Event) {
        // Whoever asks for all that is kept is told that there may have been more.
        if event.type == "reset", lastID != Self.beginning { resets += 1 }
        guard let id = event.id else { return }
        lastID = id
        if event.hasData { ids.append(id) }
    }
}

/// Cuts a stream into events (HTML standard, section 9.2): one counts when the empty line behind it has come.
struct EventParser {
    struct Event: Equatable {
        var id: String?
        var type: String?
        var hasData = false
    }

    private var rest = ""
    private var current = Event()

    /// - Parameter text: the stream's next piece. What is told here is ASCII, or else of no concern, so it may be cut anywhere.
    mutating func events(in text: String) -> [Event] {
        var events: [Event] = []
        let lines = (rest + text).split(separator: "\n", omittingEmptySubsequences: false)
        rest = String(lines.last ?? "")
        for line in lines.dropLast() {
            if line.isEmpty {
                events.append(current)
                current = Event()
            } else if line.hasPrefix("id: ") {
                current.id = String(line.dropFirst(4))
            } else if line.hasPrefix("event: ") {
                current.type = String(line.dropFirst(7))
            } else if line.hasPrefix("data: ") {
                current.hasData = true
            }
        }
        return events
    }
}
