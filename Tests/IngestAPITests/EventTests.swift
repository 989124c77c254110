import HTTPTypes
import Hummingbird
import HummingbirdTesting
import IngestDomain
import Logging
import NIOCore
import Primitives
import ServerKit
import Synchronization
import Telemetry
import Testing

@testable import IngestAPI

@Suite struct EventTests {
    /// What a client has read, by the lines that it would act on.
    private final class Client: ResponseBodyWriter {
        private(set) var text = ""
        /// Called with each piece.
        var onWrite: @Sendable (String) -> Void = { _ in }

        func write(_ buffer: ByteBuffer) async throws {
            text += String(buffer: buffer)
            onWrite(String(buffer: buffer))
        }

        func finish(_ trailingHeaders: HTTPFields?) async throws {}

        /// The numbers of the events that came with data, in their order.
        var events: [String] {
            text.split(separator: "\n\n").filter { $0.contains("data: {\"at\"") }.compactMap { block in
                block.split(separator: "\n").first { $0.hasPrefix("id: ") }.map { String($0.dropFirst(6)) }
            }
        }
    }

    private func stream(_ log: FakeLog, _ hub: EventHub, from number: Int64, filter: EventFilter = EventFilter(scope: .all)) throws -> EventStream {
        let subscription = try #require(hub.listen {})
        return EventStream(
            log: log, subscription: subscription, filter: filter, start: EventPosition(transaction: 7, number: number), isIncomplete: false)
    }

    private func hub(_ registry: MetricsRegistry = MetricsRegistry(), listeners: Int = 10) -> EventHub {
        var limits = EventHub.Limits()
        limits.listeners = listeners
        limits.ticks = 2
        return EventHub(limits: limits, metrics: EventMetrics(registry: registry))
    }

    private func batch(_ log: FakeLog, after number: Int64, limit: Int = 100) async throws -> EventBatch {
        try await log.events(after: EventPosition(transaction: 7, number: number), limit: limit, in: .all)
    }

    @Test func `what was missed comes first, and then what happens, each once`() async throws {
        let log = FakeLog()
        log.append(1...5)
        let hub = hub()
        let stream = try stream(log, hub, from: 2)
        // Published while the client still reads what it missed; overlaps with it, and leaves a gap behind.
        hub.publish(try await batch(log, after: 3))
        log.append(6...9)
        hub.publish(try await batch(log, after: 7))
        stream.subscription.listener.end()
        let client = Client()
        var writer: any ResponseBodyWriter = client
        try await stream.write(to: &writer)
        #expect(client.events == ["3", "4", "5", "6", "7", "8", "9"])
        #expect(client.text.hasPrefix(": \nid: 7-2\n\n"))
    }

    @Test func `a listener that fell behind reads what fell out from the log`() async throws {
        let log = FakeLog()
        log.append(1...600)
        let hub = hub()
        let stream = try stream(log, hub, from: 600)
        hub.begin(at: try await log.end())
        for number in stride(from: Int64(601), through: 700, by: 1) {
            log.append(number...number)
            hub.publish(try await batch(log, after: number - 1))
        }
        stream.subscription.listener.end()
        let client = Client()
        var writer: any ResponseBodyWriter = client
        try await stream.write(to: &writer)
        #expect(client.events == (601...700).map(String.init))
    }

    @Test func `only what was asked for and may be seen is told, and the id moves on all the same`() async throws {
        let log = FakeLog()
        log.append(1...1)
        log.append(2...2, cluster: "theirs")
        log.append(3...3)
        log.append(4...4, cluster: "theirs")
        let hub = hub()
        let stream = try stream(log, hub, from: 0, filter: EventFilter(scope: .only("lab")))
        hub.tick()
        stream.subscription.listener.end()
        let client = Client()
        var writer: any ResponseBodyWriter = client
        try await stream.write(to: &writer)
        #expect(client.events == ["1", "3"])
        #expect(client.text.hasSuffix(": \nid: 7-4\n\n"))
        #expect(!client.text.contains("theirs"))
    }

    @Test func `whoever takes nothing between two ticks is cut off, and a stream ends in time`() async throws {
        let registry = MetricsRegistry()
        let hub = hub(registry)
        let isCut = Mutex(false)
        let stuck = try #require(hub.listen { isCut.withLock { $0 = true } })
        let lively = try #require(hub.listen { Issue.record("a lively listener was cut off") })
        hub.tick()
        lively.listener.moved()
        #expect(!isCut.withLock { $0 })
        hub.tick()
        lively.listener.moved()
        #expect(isCut.withLock { $0 })
        hub.tick()
        var ticks = 0
        for await signal in lively.listener.signals {
            if case .tick = signal { ticks += 1 }
        }
        #expect(ticks == 2)
        #expect(registry.exposition().contains("whence_event_listeners_cut_off_total 1"))
        _ = stuck
    }

    @Test func `a place is given up with whoever held it`() throws {
        let hub = hub(listeners: 1)
        do {
            let first = try #require(hub.listen {})
            #expect(hub.listen {} == nil)
            _ = first
        }
        #expect(!hub.hasListeners)
        #expect(hub.listen {} != nil)
    }

    /// Runs one request whose stream ends at once, as on shutdown.
    private func get(_ uri: String, headers: HTTPFields = [:], log: FakeLog, hub: EventHub) async throws -> (HTTPResponse.Status, String) {
        let router = ServiceRouter(registry: MetricsRegistry())
        EventRoutes(log: log, hub: hub).add(to: router)
        return try await Application(responder: router.buildResponder()).test(.router) { client in
            try await withThrowingTaskGroup(of: (HTTPResponse.Status, String)?.self) { group in
                group.addTask {
                    let response = try await client.execute(uri: uri, method: .get, headers: headers)
                    return (response.status, String(buffer: response.body))
                }
                group.addTask {
                    while !Task.isCancelled {
                        // Ends the stream by its age, a tick at a time.
                        hub.tick()
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    return nil
                }
                let answer = try await group.next() ?? nil
                group.cancelAll()
                return try #require(answer)
            }
        }
    }

    @Test func `an id that is no longer kept is answered with a reset, and then with what is kept`() async throws {
        let log = FakeLog()
        log.append(1...9)
        log.drop(through: 4)
        let name = try #require(HTTPField.Name("Last-Event-ID"))
        let (status, text) = try await get("/api/v1/events", headers: [name: "7-2"], log: log, hub: hub())
        #expect(status == .ok)
        #expect(text.hasPrefix("event: reset\ndata: {"))
        #expect(text.contains("id: 7-5\ndata: ") && text.contains("id: 7-9\ndata: "))
        let (_, complete) = try await get("/api/v1/events?last_event_id=7-8", log: log, hub: hub())
        #expect(!complete.contains("reset"))
        #expect(complete.contains("id: 7-9\ndata: ") && !complete.contains("id: 7-8\ndata: "))
        let (_, ahead) = try await get("/api/v1/events?last_event_id=900-1", log: log, hub: hub())
        #expect(ahead.hasPrefix("event: reset"))
        #expect(ahead.contains("id: 7-9\n\n"))
    }

    @Test(arguments: ["?last_event_id=x", "?last_event_id=1", "?incident=x", "?after=1-1", "?cluster="])
    func `a question that can't be read is refused`(query: String) async throws {
        let (status, _) = try await get("/api/v1/events\(query)", log: FakeLog(), hub: hub())
        #expect(status == .badRequest)
    }

    @Test func `where as many as may be listen, others are told to come later`() async throws {
        let hub = hub(listeners: 0)
        let (status, _) = try await get("/api/v1/events", log: FakeLog(), hub: hub)
        #expect(status == .serviceUnavailable)
    }
}
