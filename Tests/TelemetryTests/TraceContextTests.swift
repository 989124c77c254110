import Testing

@testable import Telemetry

@Suite("The context of a trace, as W3C has it")
struct TraceContextTests {
    private static let parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"

    @Test("what a header says is read, and written the same")
    func roundTrip() throws {
        let context = try #require(TraceContext(traceParent: Self.parent))
        #expect(context.traceID == TraceID(high: 0x0af7_6519_16cd_43dd, low: 0x8448_eb21_1c80_319c))
        #expect(context.spanID == SpanID(0xb7ad_6b71_6920_3331))
        #expect(context.isSampled)
        #expect(context.traceParent == Self.parent)
    }

    @Test(
        "what isn't the standard's form begins a new trace",
        arguments: [
            "", "00", "garbage",
            "00-0AF7651916CD43DD8448EB211C80319C-b7ad6b7169203331-01",  // upper case
            "00-00000000000000000000000000000000-b7ad6b7169203331-01",  // no trace
            "00-0af7651916cd43dd8448eb211c80319c-0000000000000000-01",  // no span
            "ff-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",  // no version
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-0g",
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-more",  // version 00 has no more
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-011",
            "01-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01more",
            "00-0af7651916cd43dd8448eb211c80319-cb7ad6b7169203331-01",
            "00_0af7651916cd43dd8448eb211c80319c_b7ad6b7169203331_01",
            " 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            // Two headers of this name, as they are joined.
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01, 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
            "00-0af7651916cd43dd8448eb211c80319ç-b7ad6b7169203331-01", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\u{301}",
        ])
    func malformed(text: String) {
        #expect(TraceContext(traceParent: text) == nil)
    }

    @Test(
        "of later versions, and of flags that nobody knows yet, what is known is read",
        arguments: [
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00", false), ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-02", false),
            ("00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-03", true), ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", true),
            ("cc-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01-what-the-future-brings", true),
        ])
    func versions(text: String, isSampled: Bool) throws {
        #expect(try #require(TraceContext(traceParent: text)).isSampled == isSampled)
    }

    @Test(
        "the state of other systems is handed on as it came",
        arguments: [
            ("rojo=00f067aa0ba902b7,congo=t61rcWkgMzE", "rojo=00f067aa0ba902b7,congo=t61rcWkgMzE"), ("a=1 , ,b=2\t", "a=1,b=2"),
            ("tenant@system=x y", "tenant@system=x y"), ("", ""),
        ])
    func state(header: String, kept: String) throws {
        let context = try #require(TraceContext(traceParent: Self.parent, state: header))
        #expect(context.state.text == kept)
        #expect(TraceContext(context.description) == context)
    }

    @Test(
        "a malformed state is dropped, and the trace goes on",
        arguments: ["novalue", "=x", "UPPER=x", "a=b=c", "a=\u{1}", "a=ü", (0..<33).map { "k\($0)=v" }.joined(separator: ",")])
    func malformedState(header: String) throws {
        let context = try #require(TraceContext(traceParent: Self.parent, state: header))
        #expect(context.state == TraceState())
    }

    @Test("of a long state whole entries are kept, the first ones")
    func longState() throws {
        let member = "k=" + String(repeating: "v", count: 200)
        let context = try #require(TraceContext(traceParent: Self.parent, state: [member, member, member].joined(separator: ",")))
        #expect(context.state.text == "\(member),\(member)")
    }

    @Test("whether a trace is recorded follows from its id alone, as often as the ratio says")
    func sampling() throws {
        let (all, half, none) = (TraceSampler(ratio: 1), TraceSampler(ratio: 0.5), TraceSampler(ratio: 0))
        var generator = SystemRandomNumberGenerator()
        var sampled = 0
        for _ in 0..<10_000 {
            let id = try #require(TraceID(high: generator.next(), low: generator.next()))
            #expect(all.samples(id) && !none.samples(id))
            #expect(half.samples(id) == half.samples(id))
            if half.samples(id) { sampled += 1 }
        }
        // Ten standard deviations to either side.
        #expect((4500...5500).contains(sampled))
    }
}
