import TestSupport

/// Makes the faults of a schedule happen, and notes when they did.
struct FaultInjector: Sendable {
    struct Occurrence: Sendable {
        let fault: Fault
        let start: ContinuousClock.Instant
        let end: ContinuousClock.Instant
    }

    struct Record: Sendable {
        var occurrences: [Occurrence] = []
        /// From SIGTERM to the end, each time.
        var stops: [Duration] = []
    }

    let stack: ChaosStack
    let record = Locked(Record())

    /// Returns when the last fault is over.
    func run(_ schedule: FaultSchedule) async throws {
        let start = ContinuousClock.now
        try await withThrowingTaskGroup(of: Void.self) { group in
            for lane in schedule.lanes {
                group.addTask {
                    for entry in lane {
                        try await Task.sleep(until: start + entry.start, clock: .continuous)
                        let begun = ContinuousClock.now
                        try await inject(entry.fault, for: entry.length)
                        record.withLock { $0.occurrences.append(Occurrence(fault: entry.fault, start: begun, end: .now)) }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private func inject(_ fault: Fault, for length: Duration) async throws {
        switch fault {
        case .killed(let program, let index):
            let service = service(program, index)
            await service.kill()
            try await Task.sleep(for: length)
            try await service.start()
        case .stopped(let program, let index):
            let service = service(program, index)
            let duration = try await ContinuousClock().measure {
                try await service.stop(within: .seconds(ChaosStack.shutdownGrace + 5))
            }
            record.withLock { $0.stops.append(duration) }
            try await Task.sleep(for: length)
            try await service.start()
        case .hung(let program, let index):
            let service = service(program, index)
            await service.freeze()
            try await Task.sleep(for: length)
            await service.thaw()
        case .databaseDown(let mode):
            try await stack.server.stop(mode)
            try await Task.sleep(for: length)
            try await stack.server.start()
        case .sessionKilled:
            try await stack.server.killSession()
            try await Task.sleep(for: length)
        case .databaseLink(let mode, let index):
            try await disturb(index.map { [stack.databaseLinks[$0]] } ?? stack.databaseLinks, mode, for: length)
        case .agentLink(let mode, let index):
            try await disturb([stack.agentLinks[index]], mode, for: length)
        }
    }

    private func service(_ program: Fault.Program, _ index: Int) -> Service {
        switch program {
        case .ingest: stack.ingest[index]
        case .agent: stack.agents[index]
        }
    }

    private func disturb(_ links: [TCPProxy], _ mode: TCPProxy.Mode, for length: Duration) async throws {
        for link in links { link.set(mode) }
        try await Task.sleep(for: length)
        for link in links { link.set(.pass) }
    }
}
