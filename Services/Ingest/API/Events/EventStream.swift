import Hummingbird
import IngestDomain
import NIOCore
import ServerKit
import ServiceLifecycle

/// What one client is sent: first what it missed, from the log, then what comes.
struct EventStream: Sendable {
    let log: any EventLog
    let subscription: EventSubscription
    let filter: EventFilter
    /// Events after this one.
    let start: EventPosition
    /// Whether some of what the client missed is gone.
    let isIncomplete: Bool

    /// Entries of the log that are read at a time.
    private static let pageSize = 500

    private var listener: EventListener { subscription.listener }

    /// Until the service is told to stop: clients come back by themselves, and find a replica that stays.
    @concurrent func serve(_ writer: inout any ResponseBodyWriter) async throws {
        try await withGracefulShutdownHandler {
            try await write(to: &writer)
        } onGracefulShutdown: {
            subscription.listener.end()
        }
    }

    /// Until the hub ends it. Where the database fails meanwhile, it ends as well: the client comes back by the id that it had last.
    @concurrent func write(to writer: inout any ResponseBodyWriter) async throws {
        var position = start
        try await begin(&writer)
        guard try await catchUp(from: &position, &writer) else { return }
        for await signal in listener.signals {
            switch signal {
            case .tick:
                // The id as well: of someone who waits for rare events, what they missed stays little.
                try await send(Self.sign(of: position), &writer)
            case .batch(let batch):
                if batch.after > position {
                    guard try await catchUp(from: &position, &writer) else { return }
                }
                guard batch.last > position else { continue }
                try await send(batch, after: position, &writer)
                position = batch.last
            }
        }
    }

    @concurrent private func begin(_ writer: inout any ResponseBodyWriter) async throws {
        var bytes = ByteBuffer()
        if isIncomplete {
            let data = #"{"reason":"Events between the id that was named and the next one are no longer kept. Read the lists again."}"#
            ServerSentEvent(type: "reset", data: data).write(into: &bytes)
        }
        bytes.writeImmutableBuffer(Self.sign(of: start))
        try await send(bytes, &writer)
    }

    /// - Returns: false where the log can't be read now.
    @concurrent private func catchUp(from position: inout EventPosition, _ writer: inout any ResponseBodyWriter) async throws -> Bool {
        var hasMore = true
        while hasMore {
            let page: EventBatch
            do throws(IntakeError) {
                page = try await log.events(after: position, limit: Self.pageSize, in: filter.scope ?? .all)
            } catch {
                return false
            }
            try await send(EncodedBatch(page), after: position, &writer)
            position = page.last
            hasMore = page.hasMore
        }
        return true
    }

    @concurrent private func send(_ batch: EncodedBatch, after position: EventPosition, _ writer: inout any ResponseBodyWriter) async throws {
        var bytes = ByteBuffer()
        for event in batch.events where event.position > position && filter.admits(event) {
            bytes.writeImmutableBuffer(event.bytes)
        }
        guard bytes.readableBytes > 0 else { return listener.moved() }
        try await send(bytes, &writer)
    }

    @concurrent private func send(_ bytes: ByteBuffer, _ writer: inout any ResponseBodyWriter) async throws {
        try await writer.write(bytes)
        listener.moved()
    }

    private static func sign(of position: EventPosition) -> ByteBuffer {
        var bytes = ByteBuffer()
        ServerSentEvent.writeHeartbeat(into: &bytes)
        ServerSentEvent(id: position.description).write(into: &bytes)
        return bytes
    }
}
