import AgentReasoning
import AgentSessions
import Contracts
import LLM
import Primitives
import Testing

@Suite("The record of an analysis")
struct SessionRecorderTests {
    private static let start = Timestamp(microseconds: 1_795_000_000_000_000)

    private static func recorder(_ labels: [String: String] = ["alertname": "A"]) -> SessionRecorder {
        SessionRecorder(
            id: UUIDv7(high: 1, low: 2),
            request: AnalyzeRequest(alert: Alert(status: .firing, labels: labels, annotations: ["note": "a secret"], startsAt: start)),
            clock: .fixed(start), price: { model, usage in model.provider == "p" ? Double(usage.input) / 1000 : nil },
            mask: { $0 == "a secret" ? "[masked]" : $0 })
    }

    private static func failed(_ identity: ModelIdentity?, _ usage: TokenUsage) -> ModelExchange {
        ModelExchange(
            request: ModelRequest(system: "", turns: [.user("prompt")], timeout: .seconds(1)),
            outcome: .failure(ModelError(.timedOut, identity: identity, detail: "too slow", usage: usage)), milliseconds: 9)
    }

    @Test func `counts what each model of a chain took at its own price`() {
        let (first, second) = (ModelIdentity(provider: "p", model: "m"), ModelIdentity(provider: "q", model: "m"))
        var reply = ModelReply(turn: AssistantTurn(text: "x"), stop: .finished, usage: TokenUsage(input: 900, calls: 2), identity: second)
        reply.elsewhere = [first: TokenUsage(input: 500, calls: 1)]
        let recorder = Self.recorder()
        let request = ModelRequest(system: "", turns: [.user("prompt")], timeout: .seconds(1))
        recorder.note(.replied(ModelExchange(request: request, outcome: .success(reply), milliseconds: 9)))
        #expect(recorder.spending.models[first]?.microdollars == 500_000)
        #expect(recorder.spending.models[second]?.unpricedCalls == 1)
        #expect(recorder.spending.total.tokens.input == 900)
    }

    @Test func `counts what failed calls cost, and tells what has no price apart`() {
        let recorder = Self.recorder()
        recorder.note(.replied(Self.failed(ModelIdentity(provider: "p", model: "m"), TokenUsage(input: 500, calls: 1))))
        recorder.note(.replied(Self.failed(ModelIdentity(provider: "q", model: "m"), TokenUsage(input: 70, calls: 2))))
        let total = recorder.spending.total
        #expect(total.microdollars == 500_000)
        #expect(total.unpricedCalls == 2)
        #expect(total.tokens.input == 570)
        let session = recorder.finish(nil)
        #expect(session.outcome == .abandoned)
        #expect(session.usage == Usage(inputTokens: 570, calls: 3, costUSD: 0.5))
        #expect(session.exchanges.map(\.error) == ["p/m: timed_out: too slow", "q/m: timed_out: too slow"])
        #expect(session.exchanges.map(\.prompt) == ["prompt", nil])
    }

    @Test func `masks what came with the request`() {
        let session = Self.recorder().finish(nil)
        #expect(session.alert.annotations == ["note": "[masked]"])
    }

    @Test func `is bounded in every part`() {
        let recorder = Self.recorder(["alertname": String(repeating: "x", count: 100_000)])
        let long = String(repeating: "é", count: 200_000)
        for number in 0..<300 {
            recorder.note(.stage(.thinking))
            recorder.note(.warning(long))
            recorder.note(.toolCalled(id: "\(number)", name: "t", arguments: .string(long)))
            recorder.note(.toolAnswered(id: "\(number)", name: "t", text: long, isError: false, milliseconds: 1))
            recorder.note(.replied(Self.failed(nil, TokenUsage())))
        }
        let session = recorder.finish(nil)
        #expect(session.omitted == 250 + 200 + 100 + 200)
        #expect(session.toolCalls.allSatisfy { ($0.answer ?? "").unicodeScalars.count < 8_300 })
        #expect(session.toolCalls.first?.answer?.contains("191808 characters left out") == true)
        #expect(session.warnings.allSatisfy { $0.unicodeScalars.count < 2_100 })
        #expect((session.alert.labels["alertname"] ?? "").count < 2_100)
    }

    @Test func `an alert is the same by cluster and fingerprint, else by name and workload`() {
        let labels = ["alertname": "A", "cluster": "c", "namespace": "shop", "pod": "orders-585858c476-rnwf8"]
        let subject = AlertSubject(Alert(status: .firing, labels: labels, startsAt: Self.start, fingerprint: ""))
        #expect(subject == AlertSubject(cluster: "c", fingerprint: nil, alertName: "A", workload: "shop/orders"))
    }
}
