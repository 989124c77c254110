import HTTPKit
import Primitives
import Synchronization

/// Counts the requests of an analysis to one source, and the rounds that they come in: those that are made while none of them is answered are one.
///
/// Requests are held until no further one comes; what is held no analysis could have gone on without.
final class CountingTransport: Transport {
    struct Count: Hashable, Sendable {
        var calls = 0
        var rounds = 0
        /// That requests were held for, which isn't the analysis's own time.
        var held = Duration.zero
    }

    private struct State {
        var count = Count()
        var waiting: [CheckedContinuation<Void, Never>] = []
        var lastArrival = ContinuousClock.now
        var isReleasing = false
    }

    private let base: any Transport
    private let state = Mutex(State())

    /// Far longer than an analysis thinks between two requests of one round.
    private static let quiet = Duration.milliseconds(8)

    init(_ base: any Transport) {
        self.base = base
    }

    var count: Count { state.withLock(\.count) }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        await join()
        return try await base.send(request)
    }

    private func join() async {
        let leads = state.withLock { state in
            state.count.calls += 1
            state.lastArrival = .now
            defer { state.isReleasing = true }
            return !state.isReleasing
        }
        // The first of a round waits for the others and lets them all go.
        guard leads else {
            await withCheckedContinuation { continuation in
                let isLate = state.withLock { state in
                    guard state.isReleasing else { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isLate { continuation.resume() }
            }
            return
        }
        let start = ContinuousClock.now
        while state.withLock({ ContinuousClock.now - $0.lastArrival }) < Self.quiet {
            // A cancelled task doesn't sleep: its round ends then.
            do { try await Task.sleep(for: .milliseconds(1)) } catch { break }
        }
        let released = state.withLock { state in
            state.count.rounds += 1
            state.count.held += ContinuousClock.now - start
            state.isReleasing = false
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in released { continuation.resume() }
    }
}
