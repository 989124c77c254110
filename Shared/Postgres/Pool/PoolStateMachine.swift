/// The pool's whole logic, without I/O, clock or chance: events with their time go in, actions come out.
///
/// A caller gets a connection in the order of asking. While connections can't be made, one attempt is made at a time,
/// with growing pauses.
struct PoolStateMachine {
    typealias Instant = ContinuousClock.Instant

    struct ConnectionID: Hashable, Sendable {
        let number: Int
    }

    struct WaiterID: Hashable, Sendable {
        let number: Int
    }

    enum Action: Hashable {
        case open(ConnectionID)
        case check(ConnectionID)
        case close(ConnectionID)
        case lend(ConnectionID, to: WaiterID)
        case fail(WaiterID, PostgresError)
        /// Call ``PoolStateMachine/tick(at:)`` then.
        case wake(at: Instant)
        /// Shut down, and nothing is left to do.
        case finish
    }

    private enum Phase {
        case opening
        /// `checked`: when it last answered.
        case idle(since: Instant, checked: Instant)
        case checking(since: Instant)
        case lent
    }

    private struct Connection {
        var phase: Phase
        var expires: Instant
    }

    private struct Waiter {
        let id: WaiterID
        let since: Instant
    }

    private let limits: PoolLimits
    private var connections: [ConnectionID: Connection] = [:]
    /// The one that was used last is lent next: the others then reach their idle timeout.
    private var idle: [ConnectionID] = []
    /// In the order of asking.
    private var waiters: [Waiter] = []
    private var lastID = 0
    private var failures = 0
    private var nextAttempt: Instant?
    private var armed: Instant?
    private var drainDeadline: Instant?
    private var isShutDown = false
    private var isFinished = false
    private var counters = PoolSnapshot()

    init(limits: PoolLimits) {
        self.limits = limits
    }

    var snapshot: PoolSnapshot {
        var snapshot = counters
        snapshot.maximum = limits.maximum
        snapshot.waiting = waiters.count
        for connection in connections.values {
            switch connection.phase {
            case .opening: snapshot.opening += 1
            case .idle: snapshot.idle += 1
            case .checking: snapshot.checking += 1
            case .lent: snapshot.lent += 1
            }
        }
        return snapshot
    }
}

// MARK: What callers do

extension PoolStateMachine {
    mutating func acquire(_ waiter: WaiterID, at now: Instant) -> [Action] {
        guard !isShutDown else {
            return [.fail(waiter, PostgresError(.poolClosed, "the connection pool has been shut down"))]
        }
        guard waiters.count < limits.waiters else {
            counters.timedOut += 1
            return [.fail(waiter, PostgresError(.poolTimeout, "\(limits.waiters) callers wait for a connection already"))]
        }
        waiters.append(Waiter(id: waiter, since: now))
        return settle(at: now)
    }

    /// - Returns: whether the waiter was still waiting.
    mutating func cancel(_ waiter: WaiterID) -> Bool {
        guard let index = waiters.firstIndex(where: { $0.id == waiter }) else { return false }
        waiters.remove(at: index)
        return true
    }

    /// A lent connection comes back; `isUsable` is false for one that broke or was left in a transaction.
    mutating func giveBack(_ id: ConnectionID, isUsable: Bool, at now: Instant) -> [Action] {
        guard let connection = connections[id] else { return [] }
        guard isUsable, !isShutDown, now < connection.expires else {
            connections[id] = nil
            let suspects = isUsable ? [] : checkIdle()
            return [.close(id)] + suspects + settle(at: now)
        }
        becomeIdle(id, since: now, checked: now)
        return settle(at: now)
    }

    /// What broke one connection has often broken all of them: the others are tried before they are lent, so that callers don't find out in turn.
    private mutating func checkIdle() -> [Action] {
        defer { idle = [] }
        return idle.compactMap { id in
            guard case .idle(let since, _)? = connections[id]?.phase else { return nil }
            connections[id]?.phase = .checking(since: since)
            return .check(id)
        }
    }
}

// MARK: What the network and the clock do

extension PoolStateMachine {
    mutating func start(at now: Instant) -> [Action] {
        settle(at: now)
    }

    /// - Parameter chance: from 0 to 1, how much of the jitter is taken off the connection's lifetime.
    mutating func opened(_ id: ConnectionID, chance: Double, at now: Instant) -> [Action] {
        guard connections[id] != nil else { return [.close(id)] }
        failures = 0
        nextAttempt = nil
        counters.lastFailure = nil
        counters.opened += 1
        let lifetime = limits.lifetime * (1 - limits.lifetimeJitter * chance)
        connections[id]?.expires = now + lifetime
        becomeIdle(id, since: now, checked: now)
        return settle(at: now)
    }

    /// - Parameter chance: from 0 to 1, how much of the upper half of the pause is waited.
    mutating func openFailed(_ id: ConnectionID, _ error: PostgresError, chance: Double, at now: Instant) -> [Action] {
        guard connections.removeValue(forKey: id) != nil else { return settle(at: now) }
        counters.openFailures += 1
        counters.lastFailure = error
        failures += 1
        let backoff = Backoff(first: limits.firstBackoff, longest: limits.longestBackoff)
        nextAttempt = now + backoff.pause(after: failures, chance: chance)
        var actions: [Action] = []
        if case .connection(.rejected) = error.reason {
            // A wrong password does not come right by waiting.
            actions = waiters.map { .fail($0.id, error) }
            waiters = []
        }
        return actions + settle(at: now)
    }

    mutating func checked(_ id: ConnectionID, isHealthy: Bool, at now: Instant) -> [Action] {
        guard case .checking(let since)? = connections[id]?.phase else { return [] }
        guard isHealthy else {
            connections[id] = nil
            return [.close(id)] + settle(at: now)
        }
        becomeIdle(id, since: since, checked: now)
        return settle(at: now)
    }

    mutating func tick(at now: Instant) -> [Action] {
        if let armed, armed <= now { self.armed = nil }
        return settle(at: now)
    }

    /// Takes no more callers, and finishes when what is lent has come back or the drain time is over.
    mutating func shutDown(at now: Instant) -> [Action] {
        guard !isShutDown else { return [] }
        isShutDown = true
        drainDeadline = now + limits.drainTimeout
        let failed = waiters.map { Action.fail($0.id, PostgresError(.poolClosed, "the connection pool has been shut down")) }
        waiters = []
        return failed + settle(at: now)
    }
}

// MARK: Putting things in order after each event

extension PoolStateMachine {
    private mutating func settle(at now: Instant) -> [Action] {
        guard !isFinished else { return [] }
        var actions: [Action] = []
        if isShutDown {
            actions += closeUnlent()
            let isDrained = drainDeadline.map { now >= $0 } ?? false
            if connections.isEmpty || isDrained {
                isFinished = true
                return actions + [.finish]
            }
        } else {
            actions += failLate(at: now)
            actions += retireIdle(at: now)
            actions += lend(at: now)
            actions += openMissing(at: now)
        }
        return actions + arm(at: now)
    }

    private mutating func becomeIdle(_ id: ConnectionID, since: Instant, checked: Instant) {
        connections[id]?.phase = .idle(since: since, checked: checked)
        idle.append(id)
    }

    private mutating func closeUnlent() -> [Action] {
        var actions: [Action] = []
        for (id, connection) in connections {
            switch connection.phase {
            case .lent: continue
            // Closed when it has come up.
            case .opening: break
            case .idle, .checking: actions.append(.close(id))
            }
            connections[id] = nil
        }
        idle = []
        return actions
    }

    private mutating func failLate(at now: Instant) -> [Action] {
        let patience = patience
        let late = waiters.prefix { $0.since + patience <= now }
        guard !late.isEmpty else { return [] }
        var error = PostgresError(.poolTimeout, "no connection was free within \(patience)")
        if let failure = counters.lastFailure {
            error.message += "; the last attempt to open one failed: \(failure.message)"
            error.sqlState = failure.sqlState
        }
        counters.timedOut += UInt64(late.count)
        waiters.removeFirst(late.count)
        return late.map { .fail($0.id, error) }
    }

    /// How long a caller waits, as things are now.
    private var patience: Duration {
        let isOut = failures > 0 && connections.values.allSatisfy { if case .opening = $0.phase { true } else { false } }
        return isOut ? min(limits.outageGrace, limits.acquireTimeout) : limits.acquireTimeout
    }

    /// Closes idle connections that are too old or not needed, and has the others tried from time to time.
    private mutating func retireIdle(at now: Instant) -> [Action] {
        var actions: [Action] = []
        for id in idle {
            guard let connection = connections[id], case .idle(let since, let checked) = connection.phase else { continue }
            let isSuperfluous = connections.count > limits.minimum && now >= since + limits.idleTimeout && waiters.isEmpty
            if now >= connection.expires || isSuperfluous {
                connections[id] = nil
                actions.append(.close(id))
            } else if now >= checked + limits.healthCheckInterval {
                connections[id]?.phase = .checking(since: since)
                actions.append(.check(id))
            }
        }
        if !actions.isEmpty { idle = idle.filter(isIdle) }
        return actions
    }

    private func isIdle(_ id: ConnectionID) -> Bool {
        if case .idle? = connections[id]?.phase { true } else { false }
    }

    private mutating func lend(at now: Instant) -> [Action] {
        var actions: [Action] = []
        while let waiter = waiters.first, let id = idle.popLast() {
            waiters.removeFirst()
            connections[id]?.phase = .lent
            counters.acquired += 1
            actions.append(.lend(id, to: waiter.id))
        }
        return actions
    }

    private mutating func openMissing(at now: Instant) -> [Action] {
        if let nextAttempt, now < nextAttempt { return [] }
        var opening = connections.values.count { if case .opening = $0.phase { true } else { false } }
        var actions: [Action] = []
        while connections.count < limits.maximum, connections.count < limits.minimum || opening < waiters.count {
            // After a failure one attempt tells enough.
            if failures > 0, opening > 0 { break }
            lastID += 1
            let id = ConnectionID(number: lastID)
            connections[id] = Connection(phase: .opening, expires: now + limits.lifetime)
            opening += 1
            actions.append(.open(id))
        }
        return actions
    }

    /// Asks to be woken for what comes next, unless an earlier wake-up is under way.
    private mutating func arm(at now: Instant) -> [Action] {
        var next: Instant?
        func consider(_ instant: Instant?) {
            guard let instant else { return }
            next = next.map { min($0, instant) } ?? instant
        }
        consider(drainDeadline)
        consider(waiters.first.map { $0.since + patience })
        let isShort = connections.count < limits.minimum || !waiters.isEmpty
        if isShort, let nextAttempt, nextAttempt > now { consider(nextAttempt) }
        for id in idle {
            guard let connection = connections[id], case .idle(let since, let checked) = connection.phase else { continue }
            consider(min(connection.expires, checked + limits.healthCheckInterval))
            if connections.count > limits.minimum { consider(since + limits.idleTimeout) }
        }
        guard let next, armed.map({ next < $0 }) ?? true else { return [] }
        armed = next
        return [.wake(at: next)]
    }
}
