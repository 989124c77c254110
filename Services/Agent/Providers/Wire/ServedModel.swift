import HTTPKit
import HTTPTypes
import LLM
import Primitives
import Synchronization

/// A model behind an API: one request, one reply. What the model turns out not to take is left out from then on.
struct ServedModel<Format: WireFormat>: LanguageModel {
    private let format: Format
    private let transport: any StreamingTransport
    private let silence: Duration
    private let clock: WallClock
    private let redact: @Sendable (String) -> String
    private let learned: Learned

    private final class Learned: Sendable {
        let omissions: Mutex<Omissions>
        init(_ omissions: Omissions) { self.omissions = Mutex(omissions) }
    }

    /// - Parameters:
    ///   - known: what the model is known not to take.
    ///   - clock: for providers that name the moment of their return.
    ///   - redact: takes out of a provider's error what mustn't be shown.
    init(
        _ format: Format, transport: any StreamingTransport, silence: Duration, known: Omissions = [], clock: WallClock = .system,
        redact: @escaping @Sendable (String) -> String
    ) {
        self.format = format
        self.transport = transport
        self.silence = silence
        self.clock = clock
        self.redact = redact
        learned = Learned(known)
    }

    var identity: ModelIdentity { format.identity }

    func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        let deadline = ContinuousClock.now + request.timeout
        var request = request
        var spent = TokenUsage()
        while true {
            let omissions = learned.omissions.withLock { $0 }
            switch await attempt(request, omissions, onProgress) {
            case .reply(var reply):
                reply.usage += spent
                return reply
            case .failed(var error, let refusal):
                spent += error.usage
                error.usage = spent
                request.timeout = deadline - .now
                guard let refusal, request.timeout > .zero,
                    let more = format.omission(after: refusal, of: request, omitting: omissions), !more.isSubset(of: omissions)
                else { throw error }
                learned.omissions.withLock { $0.formUnion(more) }
            }
        }
    }

    private enum Outcome {
        case reply(ModelReply)
        case failed(ModelError, Refusal?)
    }

    private func attempt(_ request: ModelRequest, _ omissions: Omissions, _ onProgress: @escaping @Sendable (ModelProgress) -> Void) async -> Outcome
    {
        let began = ContinuousClock.now
        let wire = format.encode(request, omitting: omissions)
        var headers = wire.headers
        headers[.contentType] = "application/json"
        headers[.accept] = "text/event-stream, application/json"
        headers[.userAgent] = "whence-agent"
        let outbound = OutboundRequest(
            method: .post, url: wire.url, headers: headers, body: wire.body.encoded(), timeout: max(.milliseconds(1), request.timeout),
            maximumBytes: 32 << 20)
        let reader = ReplyReader(assembler: format.assembler(for: request, omitting: omissions), onProgress: onProgress)
        var streamed = await transport.stream(outbound, silence: silence, into: reader)
        let outcome = conclude(&streamed.reader, streamed.failure)
        guard case .failed(var error, let refusal) = outcome, refusal == nil, error.usage.calls == 1 else { return outcome }
        let hasAnswered = streamed.reader.head != nil
        let isPaid =
            switch error.reason {
            case .timedOut, .cancelled: true
            case .unreachable, .malformed: hasAnswered
            default: false
            }
        if isPaid { Estimate.complete(&error.usage, sent: outbound.body.count, received: streamed.reader.told) }
        switch error.reason {
        case .timedOut: error.blamesProvider = ContinuousClock.now - began >= silence || !hasAnswered
        case .malformed: error.blamesProvider = !streamed.reader.assembler.isComplete
        default: break
        }
        return .failed(error, nil)
    }

    private func conclude(_ reader: inout ReplyReader<Format.Assembler>, _ failure: TransportError?) -> Outcome {
        var usage = reader.assembler.usage
        usage.calls = failure?.reason.isBeforeSending == true ? 0 : 1
        do throws(ModelError) {
            if let head = reader.head, !reader.isSuccess {
                let refusal = Refusal(status: head.status.code, body: reader.body)
                if refusal.isFiltered { return .reply(refused(refusal, usage)) }
                return .failed(error(refusal, head.headers, usage), refusal)
            }
            if let error = reader.failure { throw error }
            if let failure, !reader.assembler.isComplete { throw ModelError(failure) }
            try reader.finishDocument()
            usage = reader.assembler.usage
            usage.calls = 1
            let (turn, stop) = try reader.assembler.finish()
            if turn.text.isEmpty, turn.calls.isEmpty, stop == .finished || stop == .toolCalls {
                throw ModelError(.malformed, detail: "an empty answer")
            }
            return .reply(ModelReply(turn: turn, stop: stop, usage: usage, identity: identity))
        } catch {
            var error = error
            error.identity = identity
            error.usage = usage
            error.detail = shown(error.detail)
            return .failed(error, nil)
        }
    }

    private func refused(_ refusal: Refusal, _ usage: TokenUsage) -> ModelReply {
        ModelReply(turn: AssistantTurn(), stop: .refused(shown(refusal.message)), usage: usage, identity: identity)
    }

    private func error(_ refusal: Refusal, _ headers: HTTPFields, _ usage: TokenUsage) -> ModelError {
        let reason = refusal.reason
        // What is said of a key may hold it.
        let said =
            switch refusal.status {
            case 300..<400: "the address redirects" + shown(headers[.location].map { " to \(Self.origin(of: $0))" } ?? "")
            default: reason == .unauthorized ? "the key is not accepted" : shown(refusal.message)
            }
        return ModelError(
            reason, identity: identity, detail: "status \(refusal.status): \(said)", retryAfter: RetryHint.wait(headers, refusal, now: clock.now),
            usage: usage)
    }

    /// Without path and query, which may hold anything.
    private static func origin(of location: String) -> String {
        guard let scheme = location.firstRange(of: "://") else { return "another path" }
        return String(location[..<scheme.upperBound]) + location[scheme.upperBound...].prefix { !"/?#@".contains($0) }
    }

    private func shown(_ text: String) -> String {
        let text = redact(text)
        return text.unicodeScalars.count <= 300 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(300))) + "…"
    }
}

extension TransportError.Reason {
    /// Nothing has reached the server, and nothing is paid.
    fileprivate var isBeforeSending: Bool {
        switch self {
        case .invalidURL, .connectFailed, .tlsFailed, .circuitOpen: true
        case .timedOut, .tooLarge, .disconnected, .cancelled: false
        }
    }
}

extension ModelError {
    init(_ error: TransportError) {
        let reason: Reason =
            switch error.reason {
            case .timedOut: .timedOut
            case .cancelled: .cancelled
            // A certificate doesn't get better with the next attempt.
            case .invalidURL, .tlsFailed: .notFound
            case .tooLarge: .invalidRequest
            case .connectFailed, .disconnected, .circuitOpen: .unreachable
            }
        self.init(reason, detail: error.detail)
    }

    /// An error that a stream brings instead of what it had begun.
    init(inStream refusal: Refusal) {
        self.init(refusal.reason, detail: refusal.message.isEmpty ? "an error within the stream" : refusal.message)
        if refusal.isOutOfQuota { retryAfter = RetryHint.longAfter }
    }
}
