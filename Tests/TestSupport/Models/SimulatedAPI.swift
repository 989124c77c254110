import FoundationEssentials
import Primitives

/// One API as its provider documents it.
protocol SimulatedAPI: Sendable {
    /// What comes before the paths of requests.
    var basePath: String { get }
    func authorize(_ request: ModelServer.Request) throws(APIRefusal)
    /// Refuses what the API would.
    func check(_ body: JSONValue, _ request: ModelServer.Request) throws(APIRefusal)
    func ask(_ body: JSONValue, _ request: ModelServer.Request, number: Int) -> ModelAsk
    /// What a prompt cache would find again.
    func prefix(_ body: JSONValue) -> JSONValue
    /// The pieces of a streamed answer.
    func frames(_ line: ModelLine, _ ask: ModelAsk, usage: SimulatedUsage) -> [String]
    /// The body of an error.
    func document(_ refusal: APIRefusal) -> JSONValue
    /// What the API sends in a stream when it is overloaded.
    var overloadedFrame: String { get }
    /// What it sends in a stream when it fails.
    var failedFrame: String { get }
    /// JSON that is none of the API's.
    var foreignFrame: String { get }
}

/// A request that the real API would refuse.
struct APIRefusal: Error {
    var status: Int
    var message: String
    /// As the API classifies it, where the status alone doesn't tell.
    var kind: String?

    init(_ status: Int, _ message: String, kind: String? = nil) {
        self.status = status
        self.message = message
        self.kind = kind
    }

    static func json(_ bytes: [UInt8]) throws(APIRefusal) -> JSONValue {
        do throws(JSONDecodingError) {
            return try JSONReader.read(bytes) { reader throws(JSONDecodingError) in try reader.value() }
        } catch {
            throw APIRefusal(400, "the body \(error.message)")
        }
    }
}

struct SimulatedUsage: Sendable {
    var input: Int
    var cached: Int
    var output: Int
}

extension SimulatedAPI {
    func answer(_ refusal: APIRefusal, headers: [String: String] = [:]) -> [ModelServer.Step] {
        whole(refusal.status, document(refusal).wireText, headers: headers)
    }

    func perform(_ act: ModelAct, _ ask: ModelAsk, cached: Bool) -> [ModelServer.Step] {
        // Some four characters are a token.
        let input = ask.body.wireText.utf8.count / 4
        switch act {
        case .reply(let line):
            let usage = SimulatedUsage(
                input: input, cached: cached ? min(input, prefix(ask.body).wireText.utf8.count / 4) : 0,
                output: max(1, (line.text.utf8.count + line.calls.reduce(0) { $0 + $1.arguments.utf8.count + 20 }) / 4))
            var steps: [ModelServer.Step] = line.delay > .zero ? [.pause(line.delay)] : []
            steps.append(.head(200, ["content-type": "text/event-stream; charset=utf-8"]))
            for frame in frames(line, ask, usage: usage) {
                steps.append(.bytes(frame))
                if line.pace > .zero { steps.append(.pause(line.pace)) }
            }
            return steps + [.end]
        case .fault(let fault):
            return perform(fault, ask, SimulatedUsage(input: input, cached: 0, output: 8))
        }
    }

    private func perform(_ fault: ModelFault, _ ask: ModelAsk, _ usage: SimulatedUsage) -> [ModelServer.Step] {
        let whole = frames(ModelLine(text: "The first half and then the second"), ask, usage: usage)
        let begun = [ModelServer.Step.head(200, ["content-type": "text/event-stream"])] + whole.prefix(whole.count / 2).map { .bytes($0) }
        switch fault {
        case .status(let status, let headers): return answer(APIRefusal(status, "simulated failure"), headers: headers)
        case .outOfQuota: return answer(APIRefusal(429, "You exceeded your current quota", kind: "insufficient_quota"))
        case .page(let status): return self.whole(status, "<html><body>Bad gateway</body></html>", type: "text/html")
        case .silence: return []
        case .stall: return begun
        case .truncated: return begun + [.end]
        case .cut: return begun + [.close]
        case .hangUp: return [.close]
        case .garbage: return begun + [.bytes("data: {\"broken\": \n\n"), .end]
        case .foreign: return [.head(200, ["content-type": "text/event-stream"]), .bytes(foreignFrame), .end]
        case .empty:
            return [.head(200, ["content-type": "text/event-stream"])] + frames(ModelLine(), ask, usage: usage).map { .bytes($0) } + [.end]
        case .overloadedInStream: return begun + [.bytes(overloadedFrame), .end]
        case .failedInStream: return begun + [.bytes(failedFrame), .end]
        }
    }

    private func whole(_ status: Int, _ body: String, type: String = "application/json", headers: [String: String] = [:]) -> [ModelServer.Step] {
        var headers = headers
        headers["content-type"] = type
        headers["content-length"] = String(body.utf8.count)
        return [.head(status, headers), .bytes(body), .end]
    }
}

extension JSONValue {
    /// Compact, with sorted members.
    var wireText: String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(self) else { return "null" }
        return String(decoding: data, as: UTF8.self)
    }
}

extension String {
    /// In pieces of so many characters, as models write.
    func pieces(_ size: Int) -> [String] {
        var pieces: [String] = []
        var rest = self[...]
        while !rest.isEmpty {
            pieces.append(String(rest.prefix(size)))
            rest = rest.dropFirst(size)
        }
        return pieces
    }
}
