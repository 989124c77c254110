package import HTTPKit
import Synchronization

/// A transport without a network: answers by a closure, and remembers what it was sent.
package final class MockTransport: Transport {
    private let answer: @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse
    private let storage = Mutex<[OutboundRequest]>([])

    package init(_ answer: @escaping @Sendable (OutboundRequest) async throws(TransportError) -> OutboundResponse) {
        self.answer = answer
    }

    /// Gives these outcomes in turn, and the last one again and again.
    package convenience init(outcomes: [Result<OutboundResponse, TransportError>]) {
        let index = Mutex(0)
        self.init { request throws(TransportError) in
            let next = index.withLock { index in
                defer { index += 1 }
                return min(index, outcomes.count - 1)
            }
            guard outcomes.indices.contains(next) else {
                throw TransportError(reason: .connectFailed, request: request.summary, detail: "the mock has no outcome")
            }
            return try outcomes[next].get()
        }
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        storage.withLock { $0.append(request) }
        return try await answer(request)
    }

    /// In the order of their arrival.
    package var requests: [OutboundRequest] { storage.withLock { $0 } }
}
