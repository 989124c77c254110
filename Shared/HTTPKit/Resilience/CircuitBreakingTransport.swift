import HTTPTypes
import Synchronization

/// One server's transport behind a ``CircuitBreaker``: while the circuit is open, requests fail at once with ``TransportError/Reason/circuitOpen``.
///
/// Errors of the transport and answers of 500 and above count as failures of the server.
package final class CircuitBreakingTransport<Base: Transport, Ticks: Clock<Duration>>: Transport {
    private let base: Base
    private let clock: Ticks
    private let breaker: Mutex<CircuitBreaker<Ticks.Instant>>

    package init(_ base: Base, limits: CircuitBreaker<Ticks.Instant>.Limits = .init(), clock: Ticks = ContinuousClock()) {
        self.base = base
        self.clock = clock
        breaker = Mutex(CircuitBreaker(limits: limits))
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        let now = clock.now
        guard let ticket = breaker.withLock({ $0.admit(at: now) }) else {
            throw TransportError(
                reason: .circuitOpen, request: request.summary, detail: "the server has failed repeatedly and is left alone for a while")
        }
        do throws(TransportError) {
            let response = try await base.send(request)
            record(success: response.status.code < 500, of: ticket)
            return response
        } catch {
            switch error.reason {
            case .cancelled, .invalidURL, .tooLarge: breaker.withLock { $0.withdraw(ticket) }
            case .connectFailed, .timedOut, .tlsFailed, .disconnected, .circuitOpen: record(success: false, of: ticket)
            }
            throw error
        }
    }

    /// False while requests would be refused.
    package var isClosed: Bool {
        breaker.withLock { breaker in
            if case .closed = breaker.state { true } else { false }
        }
    }

    private func record(success: Bool, of ticket: CircuitBreaker<Ticks.Instant>.Ticket) {
        let now = clock.now
        breaker.withLock { $0.record(success: success, of: ticket, at: now) }
    }
}
