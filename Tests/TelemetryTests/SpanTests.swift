import Logging
import Primitives
import TestSupport
import Testing

@testable import Telemetry

@Suite("Spans")
struct SpanTests {
    private struct Broken: Error {}

    private let spans = SpanMemory()

    @Test("what is done within a span, in child tasks too, is its child")
    func children() async throws {
        await withSpan("outer", .server, by: spans.tracer(), continuing: nil) { _ in
            await withSpan("inner") { _ in
                await withTaskGroup(of: Void.self) { group in
                    group.addTask { await withSpan("task") { _ in } }
                }
            }
        }
        let (outer, inner, task) = (try #require(spans.named("outer")), try #require(spans.named("inner")), try #require(spans.named("task")))
        #expect(outer.parent == nil)
        #expect(inner.parent == outer.context.spanID && task.parent == inner.context.spanID)
        #expect(Set(spans.all.map(\.context.traceID)).count == 1)
        #expect(Set(spans.all.map(\.context.spanID)).count == 3)
        #expect(ActiveSpan.current == nil)
    }

    @Test("a trace that began elsewhere goes on, with its state, as its sender has decided", arguments: [true, false])
    func continued(isSampled: Bool) async throws {
        let context = try #require(
            TraceContext(traceParent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0\(isSampled ? 1 : 0)", state: "a=1"))
        let own = await withSpan("part", .server, by: spans.tracer(ratio: isSampled ? 0 : 1), continuing: context) { span in
            span?.set("ignored.where.not.recorded", .text("x"))
            return span?.context
        }
        #expect(own?.traceID == context.traceID && own?.state.text == "a=1" && own?.isSampled == isSampled)
        #expect(spans.all.count == (isSampled ? 1 : 0))
        #expect(spans.all.first?.parent == (isSampled ? context.spanID : nil))
    }

    @Test("an error is thrown on as it is, and is the span's failure")
    func failure() async throws {
        await #expect(throws: Broken.self) {
            try await withSpan("work", .internal, by: spans.tracer(), continuing: nil) { _ async throws(Broken) -> Void in throw Broken() }
        }
        let span = try #require(spans.named("work"))
        #expect(span.failure == "Broken()")
        #expect(span.attributes["error.type"] == .text("Broken"))
    }

    @Test("where nothing is traced there is no span, and nothing that is said of one is worked out")
    func untraced() async {
        let isNil = await withSpan(fail(), .internal, by: nil, continuing: nil) { _ in
            await withSpan(fail()) { $0 == nil }
        }
        #expect(isNil)
    }

    private func fail() -> String {
        Issue.record("a name was made for nobody")
        return ""
    }

    @Test("a span ends once, and is as it was then")
    func endsOnce() {
        let span = spans.tracer().begin("once", .internal, continuing: nil)
        span.set("a", 1)
        span.set("a", .text("two"))
        span.set("b", true)
        span.set("b", nil)
        span.end()
        span.rename("later")
        span.end()
        #expect(spans.all.map(\.name) == ["once"])
        #expect(spans.all.first?.attributes.pairs.map(\.name) == ["a"])
        #expect(spans.all.first?.attributes["a"] == .text("two"))
    }

    @Test("a span holds so much and no more")
    func bounds() throws {
        let span = spans.tracer().begin("full", .internal, continuing: nil)
        for number in 0..<1000 {
            span.set("a\(number)", .count(number))
            span.note("event")
            span.link(to: span.context)
        }
        span.end()
        let record = try #require(spans.all.first)
        #expect(record.attributes.pairs.count == 32 && record.events.count == 32 && record.links.count == 64)
    }

    @Test("log lines within a span carry its ids, and no others do")
    func logs() async throws {
        let memory = LogMemory()
        let logger = LogConfiguration(output: memory).logger("test")
        logger.info("before")
        let context = await withSpan("work", .internal, by: spans.tracer(), continuing: nil) { span in
            logger.info("within")
            return span?.context
        }
        let ids = try #require(context)
        #expect(!memory.all[0].contains("trace_id"))
        #expect(memory.all[1].contains(#""span_id":"\#(ids.spanID)","trace_id":"\#(ids.traceID)"}"#))
    }
}

@Suite("Spans that wait")
struct SpanBufferTests {
    @Test("so many are kept and no more; what comes then is counted; batches come out in their order")
    func bound() async {
        let dropped = Counter()
        let buffer = SpanBuffer(capacity: 10, batch: 4, dropped: dropped)
        let tracer = Tracer(sink: buffer)
        for number in 0..<25 { tracer.begin("\(number)", .internal, continuing: nil).end() }
        #expect(dropped.value == 15)
        var taken: [[String]] = []
        while case let batch = buffer.next(), !batch.isEmpty { taken.append(batch.map(\.name)) }
        #expect(taken == [["0", "1", "2", "3"], ["4", "5", "6", "7"], ["8", "9"]])
        #expect(buffer.count == 0)
    }

    @Test("whoever exports is told when a batch is full")
    func wakes() async {
        let buffer = SpanBuffer(capacity: 10, batch: 2, dropped: Counter())
        let tracer = Tracer(sink: buffer)
        for _ in 0..<2 { tracer.begin("span", .internal, continuing: nil).end() }
        var batches = buffer.fullBatches.makeAsyncIterator()
        #expect(await batches.next() != nil)
    }
}
