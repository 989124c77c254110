import Contracts
import IngestApp
import IngestDomain
import Primitives
import Synchronization
import Telemetry
import Testing

@Suite(.timeLimit(.minutes(1))) struct GroupCommitTests {
    private static func webhook(_ name: String, alerts: Int = 1) throws -> [IncomingAlert] {
        try (0..<alerts).map { number in
            try IncomingAlert(
                Alert(status: .firing, labels: ["alertname": name, "n": "\(number)"], startsAt: Timestamp(microseconds: 0)), path: "",
                defaultCluster: "", receivedAt: Timestamp(microseconds: 0))
        }
    }

    private static func receipt(_ webhook: [IncomingAlert]) -> IntakeReceipt {
        IntakeReceipt(status: webhook.first?.alert.name ?? "", alerts: webhook.count, incidents: [])
    }

    private func with<Success: Sendable>(
        limits: GroupCommitLimits = GroupCommitLimits(), registry: MetricsRegistry = MetricsRegistry(), write: @escaping GroupCommit.Write,
        _ body: @escaping @Sendable (GroupCommit) async throws -> Success
    ) async throws -> Success {
        let commit = GroupCommit(limits: limits, metrics: IntakeMetrics(registry: registry), write: write)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await commit.run() }
            defer { group.cancelAll() }
            return try await body(commit)
        }
    }

    @Test func `webhooks that come during a transaction share the next one, and each gets its own answer`() async throws {
        let gate = Gate()
        let batches = Mutex<[Int]>([])
        var limits = GroupCommitLimits()
        limits.writers = 1
        limits.batchAlerts = 2000
        let answers = try await with(limits: limits) { webhooks throws(IntakeError) in
            batches.withLock { $0.append(webhooks.count) }
            await gate.pass()
            return webhooks.map(Self.receipt)
        } _: { commit in
            try await withThrowingTaskGroup(of: IntakeReceipt.self) { group in
                group.addTask { try await commit.accept(Self.webhook("first")) }
                await gate.waitForArrival()
                for number in 1...50 { group.addTask { try await commit.accept(Self.webhook("w\(number)", alerts: number)) } }
                while commit.waitingWebhooks < 50 { await Task.yield() }
                await gate.open()
                return try await group.reduce(into: [String: Int]()) { $0[$1.status] = $1.alerts }
            }
        }
        #expect(batches.withLock { $0 } == [1, 50])
        #expect(answers == Dictionary(uniqueKeysWithValues: [("first", 1)] + (1...50).map { ("w\($0)", $0) }))
    }

    @Test func `one webhook that the database refuses fails alone`() async throws {
        let gate = Gate()
        var limits = GroupCommitLimits()
        limits.writers = 1
        let outcomes = try await with(limits: limits) { webhooks throws(IntakeError) in
            await gate.pass()
            if webhooks.contains(where: { $0.first?.alert.name == "w13" }) { throw .failed(reason: "poison") }
            return webhooks.map(Self.receipt)
        } _: { commit in
            try await withThrowingTaskGroup(of: (String, Bool).self) { group in
                for number in 0..<20 {
                    let webhook = try Self.webhook("w\(number)")
                    group.addTask {
                        do throws(IntakeError) {
                            return (try await commit.accept(webhook).status, true)
                        } catch {
                            return ("w\(number)", false)
                        }
                    }
                }
                await gate.waitForArrival()
                await gate.open()
                return try await group.reduce(into: [String: Bool]()) { $0[$1.0] = $1.1 }
            }
        }
        #expect(outcomes.filter { !$0.value }.map(\.key) == ["w13"])
        #expect(outcomes.count == 20)
    }

    /// Numbers of the alerts of each transaction, of one webhook with so many alerts.
    private func parts(of alerts: Int, failing failure: (@Sendable (Int) -> Bool)? = nil) async throws -> (
        written: [Int], answer: Result<IntakeReceipt, IntakeError>
    ) {
        let written = Mutex<[Int]>([])
        var limits = GroupCommitLimits()
        (limits.batchAlerts, limits.waitingAlerts) = (10, 12)
        let answer = try await with(limits: limits) { webhooks throws(IntakeError) in
            let count = written.withLock {
                $0.append(webhooks.reduce(0) { $0 + $1.count })
                return $0.count
            }
            if failure?(count) == true { throw .unavailable(reason: "away", retryAfter: .seconds(1)) }
            return webhooks.map {
                IntakeReceipt(alerts: $0.count, resolved: 1, repeated: 2, incidents: [Self.incident(count % 2), Self.incident(2)])
            }
        } _: { commit -> Result<IntakeReceipt, IntakeError> in
            let webhook = try Self.webhook("large", alerts: alerts)
            do throws(IntakeError) {
                return .success(try await commit.accept(webhook))
            } catch {
                return .failure(error)
            }
        }
        return (written.withLock { $0 }, answer)
    }

    private static func incident(_ number: Int) -> IncidentID { IncidentID(UUIDv7(high: 0, low: UInt64(number))) }

    @Test func `a webhook of more than one transaction is written in several, one after the other, and answered once`() async throws {
        let (written, answer) = try await parts(of: 35)
        #expect(written == [10, 10, 10, 5])
        #expect(try answer.get() == IntakeReceipt(alerts: 35, resolved: 4, repeated: 8, incidents: (0...2).map(Self.incident)))
    }

    @Test func `where a later part fails the sender is told to send it all again, and the rest isn't tried`() async throws {
        let (written, answer) = try await parts(of: 35) { $0 == 3 }
        #expect(written == [10, 10, 10])
        guard case .failure(.unavailable) = answer else {
            Issue.record("answered \(answer)")
            return
        }
    }

    @Test func `a database that is away is asked once for the whole batch`() async throws {
        let calls = Mutex(0)
        await #expect(throws: IntakeError.self) {
            try await with { _ throws(IntakeError) in
                calls.withLock { $0 += 1 }
                throw .unavailable(reason: "away", retryAfter: .seconds(1))
            } _: { commit in
                try await commit.accept(Self.webhook("a", alerts: 3))
            }
        }
        #expect(calls.withLock { $0 } == 1)
    }

    @Test func `when too much waits the sender is told to come again`() async throws {
        let gate = Gate()
        var limits = GroupCommitLimits()
        (limits.writers, limits.waitingWebhooks) = (1, 1)
        try await with(limits: limits) { webhooks throws(IntakeError) in
            await gate.pass()
            return webhooks.map(Self.receipt)
        } _: { commit in
            try await withThrowingTaskGroup(of: IntakeReceipt.self) { group in
                group.addTask { try await commit.accept(Self.webhook("writing")) }
                await gate.waitForArrival()
                group.addTask { try await commit.accept(Self.webhook("waiting")) }
                while commit.waitingWebhooks < 1 { await Task.yield() }
                let error = await #expect(throws: IntakeError.self) { try await commit.accept(Self.webhook("refused")) }
                guard case .unavailable = error else {
                    Issue.record("refused as \(String(describing: error))")
                    return
                }
                await gate.open()
                var answered = 0
                for try await _ in group { answered += 1 }
                #expect(answered == 2)
            }
        }
    }

    @Test func `a request that is cancelled takes nothing from the others`() async throws {
        let gate = Gate()
        let written = Mutex(0)
        var limits = GroupCommitLimits()
        limits.writers = 1
        try await with(limits: limits) { webhooks throws(IntakeError) in
            await gate.pass()
            guard !Task.isCancelled else { throw .unavailable(reason: "cancelled", retryAfter: .zero) }
            written.withLock { $0 += webhooks.count }
            return webhooks.map(Self.receipt)
        } _: { commit in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await commit.accept(Self.webhook("cancelled")) }
                await gate.waitForArrival()
                group.cancelAll()
                await gate.open()
                try await group.waitForAll()
            }
            _ = try await commit.accept(Self.webhook("after"))
        }
        #expect(written.withLock { $0 } == 2)
    }

    @Test func `a webhook without alerts needs no transaction`() async throws {
        let receipt = try await with { _ throws(IntakeError) in
            throw .failed(reason: "nothing was to be written")
        } _: { commit in
            try await commit.accept([])
        }
        #expect(receipt == IntakeReceipt(alerts: 0, incidents: []))
    }
}
