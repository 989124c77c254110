import Synchronization

/// Lets so many analyses run at once, and turns the rest away at once: a caller that waits in a queue past its deadline is served for nothing.
package final class AnalysisGate: Sendable {
    private struct State {
        var limit: Int
        var running = 0
    }

    private let state: Mutex<State>

    package init(limit: Int) {
        state = Mutex(State(limit: limit))
    }

    /// How many run now, and how many may.
    package var load: (running: Int, limit: Int) { state.withLock { ($0.running, $0.limit) } }

    /// Takes over another limit. What runs goes on.
    package func set(limit: Int) {
        state.withLock { $0.limit = limit }
    }

    /// A place, until the admission is let go.
    ///
    /// - Returns: nil where the limit is reached.
    func admit() -> Admission? {
        let isAdmitted = state.withLock { state in
            guard state.running < state.limit else { return false }
            state.running += 1
            return true
        }
        return isAdmitted ? Admission(gate: self) : nil
    }

    /// Held for as long as the work lasts, whoever ends it: an answer that is never begun gives its place back as well.
    final class Admission: Sendable {
        private let gate: AnalysisGate

        fileprivate init(gate: AnalysisGate) {
            self.gate = gate
        }

        deinit { gate.state.withLock { $0.running -= 1 } }
    }
}
