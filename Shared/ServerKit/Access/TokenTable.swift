package import Primitives
import Synchronization

/// A token as its table knows it: whose it is, and what it is recognised by.
package struct TokenRecord: Sendable {
    package var id: TokenID
    package var hash: SecretHash
    package var principal: Principal
    package var expiresAt: Timestamp?

    package init(id: TokenID, hash: SecretHash, principal: Principal, expiresAt: Timestamp?) {
        (self.id, self.hash, self.principal, self.expiresAt) = (id, hash, principal, expiresAt)
    }
}

/// Every token that is valid, in memory: whoever guesses costs no query and fills no cache, and what is known goes on working while its store is away.
///
/// Whoever runs it confirms it every few seconds and whenever tokens change.
package final class TokenTable: Authenticator {
    private final class Entry: Sendable {
        let record: TokenRecord
        /// Since ``takeUsed()`` was last called.
        let isUsed = Atomic<Bool>(false)

        init(_ record: TokenRecord) {
            self.record = record
        }
    }

    private struct State {
        var entries: [TokenID: Entry] = [:]
        var confirmedAt: ContinuousClock.Instant?
    }

    private let state = Mutex(State())
    private let clock: WallClock
    private let patience: Duration
    private let now: @Sendable () -> ContinuousClock.Instant
    /// Compared with where there is no such id, so that a wrong id takes as long as a wrong secret.
    private let nobody = SecretHash(of: "nobody")

    /// - Parameter patience: How long after it was confirmed the table is believed when it doesn't know a token.
    package init(
        clock: WallClock = .system, patience: Duration = .seconds(20), now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.clock = clock
        self.patience = patience
        self.now = now
    }

    package func principal(for credentials: Credentials) throws(AuthenticationFailure) -> Principal {
        let entry = credentials.id.flatMap { id in state.withLock { $0.entries[id] } }
        guard credentials.hash == entry?.record.hash ?? nobody, let entry else {
            // An id that is known with another secret is wrong for good; one that isn't may be newer than the table.
            throw entry == nil && credentials.id != nil && !isCurrent ? .unavailable : .unknown
        }
        if let expiry = entry.record.expiresAt, expiry <= clock.now { throw .expired }
        // Read first: a line of cache that is only read is shared by all cores.
        if !entry.isUsed.load(ordering: .relaxed) { entry.isUsed.store(true, ordering: .relaxed) }
        return entry.record.principal
    }

    package var isCurrent: Bool {
        guard let confirmedAt = state.withLock({ $0.confirmedAt }) else { return false }
        return confirmedAt.duration(to: now()) <= patience
    }

    package var count: Int { state.withLock { $0.entries.count } }

    /// What ``confirm(_:)`` found to be different.
    package struct Changes: Hashable, Sendable {
        package var added: Set<TokenID> = []
        package var removed: Set<TokenID> = []

        package var isEmpty: Bool { added.isEmpty && removed.isEmpty }
    }

    /// Takes over the tokens that are valid now, all of them.
    @discardableResult
    package func confirm(_ records: [TokenRecord]) -> Changes {
        let entries = Dictionary(records.map { ($0.id, Entry($0)) }) { first, _ in first }
        return state.withLock { state in
            for (id, entry) in state.entries where entry.isUsed.load(ordering: .relaxed) {
                entries[id]?.isUsed.store(true, ordering: .relaxed)
            }
            let (before, after) = (Set(state.entries.keys), Set(entries.keys))
            state = State(entries: entries, confirmedAt: now())
            return Changes(added: after.subtracting(before), removed: before.subtracting(after))
        }
    }

    /// The tokens that somebody was let in with since this was last called.
    package func takeUsed() -> [TokenID] {
        state.withLock { state in
            state.entries.values.filter { $0.isUsed.exchange(false, ordering: .relaxed) }.map(\.record.id)
        }
    }
}
