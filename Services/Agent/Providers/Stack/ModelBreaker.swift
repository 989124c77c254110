package import HTTPKit
package import LLM
import Synchronization

/// One provider's ``CircuitBreaker``, which all its models share.
package final class ModelBreaker<Ticks: Clock<Duration>>: Sendable {
    private let clock: Ticks
    private let breaker: Mutex<CircuitBreaker<Ticks.Instant>>

    package init(limits: CircuitBreaker<Ticks.Instant>.Limits = .init(failures: 5, pause: .seconds(30)), clock: Ticks = ContinuousClock()) {
        self.clock = clock
        breaker = Mutex(CircuitBreaker(limits: limits))
    }

    func admit() -> CircuitBreaker<Ticks.Instant>.Ticket? {
        let now = clock.now
        return breaker.withLock { $0.admit(at: now) }
    }

    func record(_ outcome: Outcome, of ticket: CircuitBreaker<Ticks.Instant>.Ticket) {
        let now = clock.now
        breaker.withLock { breaker in
            switch outcome {
            case .works: breaker.record(success: true, of: ticket, at: now)
            case .fails: breaker.record(success: false, of: ticket, at: now)
            case .unknown: breaker.withdraw(ticket)
            }
        }
    }

    /// 0 where the next call goes, 1 where none does, 0.5 while a probe finds out. Nobody need call for a pause to end.
    package var openness: Double {
        let now = clock.now
        return breaker.withLock { breaker in
            switch breaker.state {
            case .closed: 0
            case .halfOpen(_, let probeUntil): probeUntil.map { now < $0 } ?? false ? 0.5 : 0
            case .open(let until): now < until ? 1 : 0
            }
        }
    }

    enum Outcome {
        case works, fails, unknown

        /// A provider that refuses a request works. One that limits a rate works too, and says itself when to come back.
        init(_ error: ModelError) {
            switch error.reason {
            case .timedOut where !error.blamesProvider: self = .unknown
            case .malformed where !error.blamesProvider: self = .works
            case .overloaded, .serverError, .timedOut, .unreachable, .malformed: self = .fails
            case .invalidRequest, .tooLong, .unauthorized, .notFound: self = .works
            case .rateLimited, .circuitOpen, .budgetSpent, .cancelled: self = .unknown
            }
        }
    }
}

/// A model behind its provider's breaker: while that is open, calls fail at once with ``ModelError/Reason/circuitOpen``.
package struct BreakingModel<Ticks: Clock<Duration>>: LanguageModel {
    private let base: any LanguageModel
    private let breaker: ModelBreaker<Ticks>

    package init(_ base: any LanguageModel, breaker: ModelBreaker<Ticks>) {
        self.base = base
        self.breaker = breaker
    }

    package var identity: ModelIdentity { base.identity }

    package func reply(
        to request: ModelRequest, onProgress: @escaping @Sendable (ModelProgress) -> Void
    ) async throws(ModelError) -> ModelReply {
        guard let ticket = breaker.admit() else {
            throw ModelError(.circuitOpen, identity: identity, detail: "the provider has failed repeatedly and is left alone for a while")
        }
        do throws(ModelError) {
            let reply = try await base.reply(to: request, onProgress: onProgress)
            breaker.record(.works, of: ticket)
            return reply
        } catch {
            breaker.record(.init(error), of: ticket)
            throw error
        }
    }
}
