import Synchronization

/// Lets so many analyses run at once, and turns the rest away at once: a caller that waits in a queue past its deadline is served for nothing.
package final class AnalysisGate: Sendable {
    private let limit: Int
    private let running = Mutex(0)

    package init(limit: Int) {
        self.limit = limit
    }

    /// How many run now, and how many may, for gauges.
    var load: (running: Int, limit: Int) { (running.withLock { $0 }, limit) }

    /// A place, until the admission is let go.
    ///
    /// - Returns: nil where the limit is reached.
    func admit() -> Admission? {
        let isAdmitted = running.withLock { running in
            guard running < limit else { return false }
            running += 1
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

        deinit { gate.running.withLock { $0 -= 1 } }
    }
}
