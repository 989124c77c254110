package import Logging
import ServiceLifecycle
import Synchronization

/// Connections kept open and lent out one caller at a time: ``PoolStateMachine`` with the I/O that it asks for.
///
/// It opens and checks connections while ``run()`` runs; until then callers wait, and after it they fail with `poolClosed`.
package final class PostgresPool: Service {
    typealias ConnectionID = PoolStateMachine.ConnectionID
    typealias WaiterID = PoolStateMachine.WaiterID

    package let configuration: PostgresConfiguration
    private let logger: Logger
    /// From 0 to 1: what lifetimes and pauses are spread with.
    let chance: @Sendable () -> Double
    private let state: Mutex<State>
    /// What ``run()`` has to do. It names connections by their ids, so that what is left unread keeps none open.
    private let commands: AsyncStream<Command>
    private let send: AsyncStream<Command>.Continuation

    private struct State {
        var machine: PoolStateMachine
        var connections: [ConnectionID: PostgresConnection] = [:]
        var waiters: [WaiterID: CheckedContinuation<Result<Lease, PostgresError>, Never>] = [:]
        var lastWaiter = 0
    }

    private enum Command: Sendable {
        case open(ConnectionID)
        case check(ConnectionID)
        case close(ConnectionID)
        case wake(at: ContinuousClock.Instant)
        case finish
    }

    struct Lease: Sendable {
        let id: ConnectionID
        let connection: PostgresConnection
    }

    package init(
        _ configuration: PostgresConfiguration, limits: PoolLimits = PoolLimits(), logger: Logger,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.configuration = configuration
        self.logger = logger
        self.chance = chance
        state = Mutex(State(machine: PoolStateMachine(limits: limits)))
        // As many commands as there are connections and deadlines, which the limits bound.
        (commands, send) = AsyncStream.makeStream(of: Command.self, bufferingPolicy: .unbounded)
    }

    package var snapshot: PoolSnapshot {
        state.withLock { $0.machine.snapshot }
    }

    /// Serves the pool until graceful shutdown, when lent connections are waited for, or until the task is cancelled.
    package func run() async {
        handle { $0.machine.start(at: $1) }
        await withGracefulShutdownHandler {
            await withDiscardingTaskGroup { group in
                for await command in commands {
                    if case .finish = command { break }
                    group.addTask { await self.perform(command) }
                }
                group.cancelAll()
            }
        } onGracefulShutdown: {
            self.handle { $0.machine.shutDown(at: $1) }
        }
        stop()
    }

    /// Lends a connection for the time of `body`.
    ///
    /// - Throws: what `body` throws; `poolTimeout`, `poolClosed`, `cancelled`, or why no connection can be made.
    package func withConnection<Success>(_ body: (PostgresConnection) async throws -> Success) async throws -> Success {
        let lease = try await acquire()
        defer { giveBack(lease) }
        return try await body(lease.connection)
    }
}

// MARK: Lending

extension PostgresPool {
    func acquire() async throws(PostgresError) -> Lease {
        while true {
            let lease = try await nextLease()
            // The server says farewell to sessions that it ends: then the caller need not be the one to find out.
            guard lease.connection.status.hasUnexpectedInput else { return lease }
            if await lease.connection.absorbInput() { return lease }
            giveBack(lease)
        }
    }

    func giveBack(_ lease: Lease) {
        let isUsable = lease.connection.status.isUsable && lease.connection.status.isIdle
        handle { $0.machine.giveBack(lease.id, isUsable: isUsable, at: $1) }
    }

    private func nextLease() async throws(PostgresError) -> Lease {
        let waiter = state.withLock { state in
            state.lastWaiter += 1
            return WaiterID(number: state.lastWaiter)
        }
        let cancelled = Result<Lease, PostgresError>.failure(PostgresError(.cancelled, "cancelled while waiting for a connection"))
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                var isCancelled = false
                handle { state, now in
                    // A cancellation before this point is seen here; a later one finds the waiter.
                    isCancelled = Task.isCancelled
                    guard !isCancelled else { return [] }
                    state.waiters[waiter] = continuation
                    return state.machine.acquire(waiter, at: now)
                }
                if isCancelled { continuation.resume(returning: cancelled) }
            }
        } onCancel: {
            let continuation = state.withLock { state in
                // One that has just been lent to keeps it, and finds its task cancelled.
                state.machine.cancel(waiter) ? state.waiters.removeValue(forKey: waiter) : nil
            }
            continuation?.resume(returning: cancelled)
        }
        return try result.get()
    }
}

// MARK: The machine's actions

extension PostgresPool {
    /// Tells the machine an event and does what it answers.
    private func handle(_ event: (inout State, ContinuousClock.Instant) -> [PoolStateMachine.Action]) {
        var resumptions: [(CheckedContinuation<Result<Lease, PostgresError>, Never>, Result<Lease, PostgresError>)] = []
        state.withLock { state in
            for action in event(&state, .now) {
                switch action {
                case .lend(let id, let waiter):
                    guard let connection = state.connections[id], let continuation = state.waiters.removeValue(forKey: waiter) else {
                        continue
                    }
                    resumptions.append((continuation, .success(Lease(id: id, connection: connection))))
                case .fail(let waiter, let error):
                    guard let continuation = state.waiters.removeValue(forKey: waiter) else { continue }
                    resumptions.append((continuation, .failure(error)))
                case .open(let id): send.yield(.open(id))
                case .check(let id): send.yield(.check(id))
                case .close(let id): send.yield(.close(id))
                case .wake(let instant): send.yield(.wake(at: instant))
                case .finish: send.yield(.finish)
                }
            }
        }
        for (continuation, result) in resumptions { continuation.resume(returning: result) }
    }

    private func perform(_ command: Command) async {
        switch command {
        case .open(let id): await open(id)
        case .check(let id):
            let isHealthy = await state.withLock { $0.connections[id] }?.isResponsive() ?? false
            handle { $0.machine.checked(id, isHealthy: isHealthy, at: $1) }
        case .close(let id):
            await state.withLock { $0.connections.removeValue(forKey: id) }?.close()
        case .wake(let instant):
            do {
                try await ContinuousClock().sleep(until: instant)
            } catch {
                return  // The pool ends: there is nothing left to wake up for.
            }
            handle { $0.machine.tick(at: $1) }
        case .finish: break
        }
    }

    private func open(_ id: ConnectionID) async {
        do {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            handle { state, now in
                state.connections[id] = connection
                return state.machine.opened(id, chance: chance(), at: now)
            }
        } catch {
            if !error.isCancelled {
                logger.warning("PostgreSQL connection failed", metadata: ["server": "\(configuration)", "error": "\(error)"])
            }
            handle { $0.machine.openFailed(id, error, chance: chance(), at: $1) }
        }
    }

    /// Nobody reads commands any more: callers that still wait are told, and what is not lent closes with its last reference.
    private func stop() {
        handle { $0.machine.shutDown(at: $1) }
        send.finish()
        let forgotten = state.withLock { state in
            defer { state.connections = [:] }
            return state.connections
        }
        logger.debug("PostgreSQL pool stopped", metadata: ["connections": "\(forgotten.count)"])
    }
}
