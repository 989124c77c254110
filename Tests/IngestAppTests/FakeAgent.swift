import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Synchronization

/// An agent without a socket.
final class FakeAgent: Transport {
    private let requests = Mutex<[OutboundRequest]>([])
    private let answer: @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse

    init(_ answer: @escaping @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse) {
        self.answer = answer
    }

    convenience init(status: HTTPResponse.Status, headers: HTTPFields = [:], body: String = "") {
        self.init { _ throws(TransportError) in OutboundResponse(status: status, headers: headers, body: Array(body.utf8)) }
    }

    convenience init(error: TransportError.Reason) {
        self.init { request throws(TransportError) in throw TransportError(reason: error, request: "POST", detail: "as the test says") }
    }

    var seen: [OutboundRequest] { requests.withLock { $0 } }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        requests.withLock { $0.append(request) }
        return try await answer(request)
    }

    /// An answer that says the least that the contract allows.
    static let analysis = String(
        decoding: (try? JSONEncoder().encode(
            AnalyzeResponse(
                threadTs: "", analysis: "", analysisSummary: "", analysisDetail: "", analysisQuality: .low, capabilities: Capabilities(),
                context: AnalysisContext(), rootCauses: [], evidence: [], impact: Impact(services: [], users: "", severity: "", urgency: ""))))
            ?? Data(), as: UTF8.self)

    static let summary = #"{"status":"success","title":"t","summary":"s","detail":"d"}"#

    /// Waits for the end of its task, as a server that never answers makes its client do.
    static let silent = FakeAgent { _ throws(TransportError) in
        while !Task.isCancelled { try? await Task.sleep(for: .seconds(60)) }
        throw TransportError(reason: .cancelled, request: "POST", detail: "cancelled")
    }
}
