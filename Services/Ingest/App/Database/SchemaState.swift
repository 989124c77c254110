package import IngestDomain
import Synchronization

/// Whether the database's schema is known to be there: until then nothing is asked of it.
package final class SchemaState: Sendable {
    private struct State {
        var isReady = false
        var reason = "the database wasn't reached yet"
    }

    private let state = Mutex(State())

    package init() {}

    /// nil when it is ready.
    package var reason: String? {
        state.withLock { $0.isReady ? nil : $0.reason }
    }

    package func check() throws(IntakeError) {
        guard let reason else { return }
        throw .unavailable(reason: reason, retryAfter: .seconds(2))
    }

    func failed(_ reason: String) {
        state.withLock { $0.reason = reason }
    }

    func succeeded() {
        state.withLock { $0.isReady = true }
    }
}
