import Testing

@testable import Postgres

/// The pool without I/O: events and their times go in, actions come out.
@Suite struct PoolStateMachineTests {
    typealias Action = PoolStateMachine.Action
    private let start = ContinuousClock.now

    @Test func `It opens its minimum at the start and keeps it`() {
        var pool = machine { $0.minimum = 2 }
        #expect(pool.start(at: start).opens == [1, 2])
        #expect(pool.opened(id(1), chance: 0, at: start).opens == [])
        _ = pool.opened(id(2), chance: 0, at: start)
        #expect(pool.snapshot.idle == 2)
    }

    @Test func `A caller gets an idle connection at once`() {
        var pool = machine(idle: 1)
        #expect(pool.acquire(waiter(1), at: start).lends == [Lend(1, to: 1)])
        #expect(pool.snapshot.lent == 1)
    }

    @Test func `Callers are served in the order of asking`() {
        var pool = machine(idle: 1) { $0.maximum = 1 }
        _ = pool.acquire(waiter(1), at: start)
        for number in 2...4 { #expect(pool.acquire(waiter(number), at: start).lends == []) }
        #expect(pool.giveBack(id(1), isUsable: true, at: start).lends == [Lend(1, to: 2)])
        #expect(pool.giveBack(id(1), isUsable: true, at: start).lends == [Lend(1, to: 3)])
        #expect(pool.giveBack(id(1), isUsable: true, at: start).lends == [Lend(1, to: 4)])
    }

    @Test func `It never has more connections than the maximum`() {
        var pool = machine { $0.maximum = 3 }
        var opened: [Int] = []
        for number in 1...10 { opened += pool.acquire(waiter(number), at: start).opens }
        #expect(opened == [1, 2, 3])
        #expect(pool.snapshot.waiting == 10)
    }

    @Test func `It opens no more connections than callers wait`() {
        var pool = machine()
        #expect(pool.acquire(waiter(1), at: start).opens == [1])
        #expect(pool.acquire(waiter(2), at: start).opens == [2])
        #expect(pool.tick(at: start).opens == [])
    }

    @Test func `A caller who waits too long fails with the reason that nothing could be opened`() {
        var pool = machine { ($0.acquireTimeout, $0.outageGrace) = (.seconds(2), .seconds(2)) }
        let actions = pool.acquire(waiter(1), at: start)
        #expect(actions.wakes == [start + .seconds(2)])
        _ = pool.openFailed(id(1), PostgresError(.connection(.unreachable), "nobody is there"), chance: 1, at: start)
        #expect(pool.tick(at: start + .milliseconds(1999)).failures.isEmpty)
        let failures = pool.tick(at: start + .seconds(2)).failures
        #expect(failures.map(\.reason) == [.poolTimeout])
        #expect(failures[0].message.contains("nobody is there"))
        #expect(pool.snapshot.timedOut == 1)
        #expect(pool.snapshot.waiting == 0)
    }

    @Test func `A cancelled caller is passed over`() {
        var pool = machine(idle: 1) { $0.maximum = 1 }
        for number in 1...3 { _ = pool.acquire(waiter(number), at: start) }
        let wasWaiting = [pool.cancel(waiter(2)), pool.cancel(waiter(2))]
        #expect(wasWaiting == [true, false])
        #expect(pool.giveBack(id(1), isUsable: true, at: start).lends == [Lend(1, to: 3)])
    }

    @Test func `A broken connection is closed and replaced for those who wait`() {
        var pool = machine(idle: 1) { $0.maximum = 1 }
        _ = pool.acquire(waiter(1), at: start)
        _ = pool.acquire(waiter(2), at: start)
        let actions = pool.giveBack(id(1), isUsable: false, at: start)
        #expect(actions.closes == [1])
        #expect(actions.opens == [2])
        #expect(pool.opened(id(2), chance: 0, at: start).lends == [Lend(2, to: 2)])
    }

    @Test func `When a connection broke, those that are idle are tried before anybody gets one`() {
        var pool = machine(idle: 3) { $0.maximum = 4 }
        _ = pool.acquire(waiter(1), at: start)
        let actions = pool.giveBack(id(3), isUsable: false, at: start)
        #expect(actions.closes == [3])
        #expect(Set(actions).isSuperset(of: [.check(id(1)), .check(id(2))]))
        #expect(pool.acquire(waiter(2), at: start).lends == [])
        #expect(pool.checked(id(1), isHealthy: false, at: start).closes == [1])
        #expect(pool.checked(id(2), isHealthy: true, at: start).lends == [Lend(2, to: 2)])
    }

    @Test func `After a failure one attempt is made at a time, with growing pauses`() {
        var pool = machine { ($0.acquireTimeout, $0.outageGrace) = (.seconds(60), .seconds(60)) }
        for number in 1...3 { _ = pool.acquire(waiter(number), at: start) }
        let error = PostgresError(.connection(.unreachable), "nobody is there")
        var now = start
        #expect(pool.openFailed(id(1), error, chance: 1, at: now).opens == [])
        #expect(pool.openFailed(id(2), error, chance: 1, at: now).opens == [])
        #expect(pool.openFailed(id(3), error, chance: 1, at: now).opens == [])
        // Three failures in a row: 100, 200, 400 milliseconds.
        #expect(pool.tick(at: now + .milliseconds(399)).opens == [])
        now += .milliseconds(400)
        #expect(pool.tick(at: now).opens == [4])
        #expect(pool.openFailed(id(4), error, chance: 0, at: now).wakes == [now + .milliseconds(400)])
        now += .milliseconds(400)
        #expect(pool.tick(at: now).opens == [5])
        let actions = pool.opened(id(5), chance: 0, at: now)
        #expect(actions.lends == [Lend(5, to: 1)])
        #expect(actions.opens == [6, 7], "once one has come up, the others may too")
        #expect(pool.snapshot.openFailures == 4)
        #expect(pool.snapshot.lastFailure == nil)
    }

    @Test func `In an outage callers are told after a moment, and wait as usual otherwise`() {
        var pool = machine(idle: 1) {
            ($0.maximum, $0.acquireTimeout, $0.outageGrace) = (1, .seconds(5), .milliseconds(250))
        }
        _ = pool.acquire(waiter(1), at: start)
        #expect(pool.acquire(waiter(2), at: start).wakes == [start + .seconds(5)], "a connection is there, though lent")
        // It breaks. The next attempt has yet to tell whether the server is there.
        #expect(pool.giveBack(id(1), isUsable: false, at: start + .seconds(1)).failures.isEmpty)
        let actions = pool.openFailed(id(2), PostgresError(.connection(.unreachable), "refused"), chance: 1, at: start + .seconds(1))
        #expect(actions.failures.map(\.reason) == [.poolTimeout])
        #expect(actions.failures.first?.message.contains("refused") == true)
        #expect(pool.acquire(waiter(3), at: start + .seconds(2)).failures.isEmpty)
        #expect(pool.tick(at: start + .seconds(2) + .milliseconds(249)).failures.isEmpty)
        #expect(pool.tick(at: start + .seconds(2) + .milliseconds(250)).failures.count == 1)
        _ = pool.acquire(waiter(4), at: start + .seconds(3))
        #expect(pool.opened(id(3), chance: 0, at: start + .seconds(3)).lends == [Lend(3, to: 4)])
        _ = pool.acquire(waiter(5), at: start + .seconds(3))
        #expect(pool.tick(at: start + .seconds(4)).failures.isEmpty, "the outage is over")
    }

    @Test func `The pause between attempts is bounded`() {
        let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))
        #expect(backoff.pause(after: 1, chance: 1) == .milliseconds(100))
        #expect(backoff.pause(after: 1, chance: 0) == .milliseconds(50))
        #expect(backoff.pause(after: 4, chance: 1) == .milliseconds(800))
        #expect(backoff.pause(after: .max, chance: 1) == .seconds(5))
    }

    @Test func `A wrong password fails everybody at once`() {
        var pool = machine()
        for number in 1...3 { _ = pool.acquire(waiter(number), at: start) }
        let failures = pool.openFailed(id(1), PostgresError(.connection(.rejected), "password"), chance: 0, at: start).failures
        #expect(failures.map(\.reason) == Array(repeating: .connection(.rejected), count: 3))
    }

    @Test func `A connection is replaced at the end of its life, which chance shortens`() {
        var pool = machine {
            $0.lifetime = .seconds(100)
            $0.lifetimeJitter = 0.5
            $0.healthCheckInterval = .seconds(1000)
            $0.minimum = 2
        }
        _ = pool.start(at: start)
        _ = pool.opened(id(1), chance: 0, at: start)
        _ = pool.opened(id(2), chance: 1, at: start)
        #expect(pool.tick(at: start + .seconds(49)).closes == [])
        let half = pool.tick(at: start + .seconds(50))
        #expect(half.closes == [2])
        #expect(half.opens == [3])
        #expect(pool.tick(at: start + .seconds(100)).closes == [1])
    }

    @Test func `A lent connection that grew too old is closed when it comes back`() {
        var pool = machine(idle: 1) {
            $0.lifetime = .seconds(100); $0.lifetimeJitter = 0
        }
        _ = pool.acquire(waiter(1), at: start)
        #expect(pool.tick(at: start + .seconds(500)).closes == [])
        #expect(pool.giveBack(id(1), isUsable: true, at: start + .seconds(500)).closes == [1])
    }

    @Test func `An idle connection is tried from time to time, and lent to nobody meanwhile`() {
        var pool = machine(idle: 1) {
            $0.healthCheckInterval = .seconds(30); $0.maximum = 1
        }
        let later = start + .seconds(30)
        #expect(pool.tick(at: later).checks == [1])
        #expect(pool.acquire(waiter(1), at: later).lends == [])
        #expect(pool.checked(id(1), isHealthy: true, at: later).lends == [Lend(1, to: 1)])
    }

    @Test func `A connection that does not answer is replaced`() {
        var pool = machine(idle: 1)
        _ = pool.tick(at: start + .seconds(30))
        let actions = pool.checked(id(1), isHealthy: false, at: start + .seconds(30))
        #expect(actions.closes == [1])
        #expect(actions.opens == [2])
    }

    @Test func `Superfluous connections are closed, down to the minimum, the least used first`() {
        var pool = machine {
            $0.minimum = 1
            $0.idleTimeout = .seconds(60)
            $0.healthCheckInterval = .seconds(1000)
        }
        for number in 1...3 { _ = pool.acquire(waiter(number), at: start) }
        for number in 1...3 { _ = pool.opened(id(number), chance: 0, at: start) }
        for number in 1...3 { _ = pool.giveBack(id(number), isUsable: true, at: start) }
        #expect(pool.tick(at: start + .seconds(60)).closes == [1, 2])
        #expect(pool.snapshot.idle == 1)
    }

    @Test func `Too many callers are turned away at once`() {
        var pool = machine { $0.waiters = 2 }
        _ = pool.acquire(waiter(1), at: start)
        _ = pool.acquire(waiter(2), at: start)
        #expect(pool.acquire(waiter(3), at: start).failures.map(\.reason) == [.poolTimeout])
    }

    @Test func `Shutting down fails those who wait, waits for what is lent, and then finishes`() {
        var pool = machine(idle: 2) { $0.maximum = 2 }
        _ = pool.acquire(waiter(1), at: start)
        let actions = pool.shutDown(at: start)
        #expect(actions.closes == [1])
        #expect(!actions.contains(.finish), "a connection is lent")
        #expect(pool.acquire(waiter(9), at: start).failures.map(\.reason) == [.poolClosed])
        #expect(pool.giveBack(id(2), isUsable: true, at: start) == [.close(id(2)), .finish])
    }

    @Test func `Shutting down does not wait for ever`() {
        var pool = machine(idle: 1) { $0.drainTimeout = .seconds(10) }
        _ = pool.acquire(waiter(1), at: start)
        #expect(pool.shutDown(at: start).wakes == [start + .seconds(10)])
        #expect(pool.tick(at: start + .seconds(10)) == [.finish])
    }

    @Test func `A connection that comes up after the shutdown is closed`() {
        var pool = machine()
        _ = pool.acquire(waiter(1), at: start)
        let actions = pool.shutDown(at: start)
        #expect(actions.failures.map(\.reason) == [.poolClosed])
        #expect(pool.opened(id(1), chance: 0, at: start).closes == [1])
    }

    @Test func `One wake-up is asked for at a time`() {
        var pool = machine(idle: 1) {
            $0.maximum = 1; $0.acquireTimeout = .seconds(5)
        }
        _ = pool.acquire(waiter(1), at: start)
        #expect(pool.acquire(waiter(2), at: start).wakes.count == 1)
        #expect(pool.acquire(waiter(3), at: start + .seconds(1)).wakes.isEmpty)
        #expect(pool.tick(at: start + .seconds(5)).wakes == [start + .seconds(6)])
    }

    // MARK: Shorthand

    struct Lend: Equatable {
        let connection: Int
        let waiter: Int

        init(_ connection: Int, to waiter: Int) {
            self.connection = connection
            self.waiter = waiter
        }
    }

    /// - Parameter idle: how many connections it starts with.
    private func machine(idle: Int = 0, _ change: (inout PoolLimits) -> Void = { _ in }) -> PoolStateMachine {
        var limits = PoolLimits(minimum: idle, maximum: 10)
        limits.lifetimeJitter = 0
        change(&limits)
        var pool = PoolStateMachine(limits: limits)
        if idle > 0 {
            _ = pool.start(at: start)
            for number in 1...idle { _ = pool.opened(id(number), chance: 0, at: start) }
        }
        return pool
    }

    private func id(_ number: Int) -> PoolStateMachine.ConnectionID { .init(number: number) }
    private func waiter(_ number: Int) -> PoolStateMachine.WaiterID { .init(number: number) }
}

extension [PoolStateMachine.Action] {
    fileprivate var opens: [Int] { compactMap { if case .open(let id) = $0 { id.number } else { nil } } }
    fileprivate var closes: [Int] { compactMap { if case .close(let id) = $0 { id.number } else { nil } } }
    fileprivate var checks: [Int] { compactMap { if case .check(let id) = $0 { id.number } else { nil } } }
    fileprivate var wakes: [ContinuousClock.Instant] { compactMap { if case .wake(let instant) = $0 { instant } else { nil } } }
    fileprivate var failures: [PostgresError] { compactMap { if case .fail(_, let error) = $0 { error } else { nil } } }
    fileprivate var lends: [PoolStateMachineTests.Lend] {
        compactMap { if case .lend(let id, let waiter) = $0 { .init(id.number, to: waiter.number) } else { nil } }
    }
}
