import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import TestSupport
import Testing

/// Jobs that failed for good, jobs that don't come, and what people are told and may do.
@Suite struct JobDeskTests {
    /// Has a job fail for good.
    private func kill(_ store: TestStore, _ error: String = "the agent answered 400") async throws -> JobID {
        let job = try #require(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).first)
        #expect(try await store.jobs.fail(job.lease, error: JobFailure(message: error, isRetryable: false)) == .dead)
        return job.lease.job
    }

    @Test func `dead letters are listed page by page, the newest first, to those who may see their cluster`() async throws {
        try await TestStore.with { store in
            for number in 1...5 {
                try await store.receive(.firing("A\(number)", on: "w\(number)", cluster: number == 3 ? "other" : "lab"))
            }
            var killed: [JobID] = []
            for _ in 1...5 { killed.append(try await kill(store)) }
            let newest = killed.sorted { $0.number > $1.number }
            let first = try await store.store.desk.deadLetters(Page(limit: 2), in: .all)
            #expect(first.items.map(\.id) == Array(newest.prefix(2)))
            let second = try await store.store.desk.deadLetters(Page(limit: 3, after: first.next), in: .all)
            #expect(second.items.map(\.id) == Array(newest.dropFirst(2)))
            #expect(second.next == nil)
            let other = try await store.store.desk.deadLetters(Page(), in: .only("other"))
            #expect(other.items.map(\.alertName) == ["A3"])
            #expect(other.items.first?.error == "the agent answered 400")
            #expect(other.items.first?.attempts == 1)
        }
    }

    @Test func `the queue of one cluster is counted by itself, and what agents said of others isn't told`() async throws {
        try await TestStore.with { store in
            for number in 1...3 { try await store.receive(.firing("A\(number)", on: "w\(number)", cluster: "other")) }
            _ = try await kill(store)
            store.time.advance(by: .seconds(60))
            for number in 1...2 { try await store.receive(.firing("B\(number)", on: "w\(number)", at: store.time.now)) }
            try await store.jobs.report(AgentCircuit(worker: "one", state: .open, reason: "no pod shop/orders", since: store.time.now))

            let all = try await store.store.desk.overview(in: .all)
            #expect((all.queued, all.running, all.dead, all.longestWaitSeconds) == (4, 0, 1, 60))
            #expect(all.agents.map(\.reason) == ["no pod shop/orders"])
            let lab = try await store.store.desk.overview(in: .only("lab"))
            #expect((lab.queued, lab.running, lab.dead, lab.longestWaitSeconds) == (2, 0, 0, 0))
            #expect(lab.agents.map(\.state) == [.open] && lab.agents.map(\.reason) == [nil])
            let other = try await store.store.desk.overview(in: .only("other"))
            #expect((other.queued, other.running, other.dead, other.longestWaitSeconds) == (2, 0, 1, 60))
            #expect(try await store.store.desk.overview(in: .only("nowhere")).longestWaitSeconds == nil)

            #expect(try await store.store.desk.replayAll(limit: 10, by: "erika", in: .only("lab")) == ReplayReceipt(replayed: 0, more: false))
            #expect(try await store.store.desk.replayAll(limit: 10, by: "erika", in: .only("other")) == ReplayReceipt(replayed: 1, more: false))
        }
    }

    @Test func `an incident whose analysis failed says so, until the job is replayed`() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            #expect(try await store.detail(id).incident.analysis == .waiting)
            let job = try await kill(store)
            #expect(try await store.detail(id).incident.analysis == .failed)
            store.time.advance(by: .seconds(3600))
            #expect(try await store.store.desk.replay(job, by: "erika", in: .all) == .taken)
            let detail = try await store.detail(id)
            #expect(detail.incident.analysis == .waiting)
            #expect(detail.jobs.map(\.attempts) == [0])
            #expect(detail.timeline.map(\.kind) == [.opened, .analysisFailed, .analysisReplayed])
            #expect(detail.timeline.last?.text.contains("erika") == true)
            #expect(try await store.store.desk.replay(job, by: "erika", in: .all) == .notDead(.queued))
            let again = try #require(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).first)
            #expect(try await store.jobs.complete(again.lease, with: .naming(.healthy, nil)) == .done)
            #expect(try await store.detail(id).incident.analysis == .done)
        }
    }

    @Test func `replayed at once, a bounded number goes, the oldest first, and the answer says whether more are left`() async throws {
        try await TestStore.with { store in
            for number in 1...3 { try await store.receive(.firing("A\(number)", on: "w\(number)")) }
            for _ in 1...3 { _ = try await kill(store) }
            #expect(try await store.store.desk.replayAll(limit: 2, by: "erika", in: .only("other")) == ReplayReceipt(replayed: 0, more: false))
            #expect(try await store.store.desk.replayAll(limit: 2, by: "erika", in: .all) == ReplayReceipt(replayed: 2, more: true))
            #expect(try await store.store.desk.replayAll(limit: 2, by: "erika", in: .all) == ReplayReceipt(replayed: 1, more: false))
            #expect(try await store.jobs.numbers().depth == QueueDepth(queued: 3, longestWait: .zero))
        }
    }

    @Test func `a discarded job is done, by a person's word, and cluster by cluster`() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            let job = try await kill(store)
            #expect(try await store.store.desk.discard(job, by: "erika", in: .only("other")) == .notFound)
            #expect(try await store.store.desk.discard(job, by: "erika", in: .only("lab")) == .taken)
            #expect(try await store.store.desk.discard(job, by: "erika", in: .all) == .notDead(.done))
            #expect(try await store.store.desk.discard(JobID(9_999), by: "erika", in: .all) == .notFound)
            let detail = try await store.detail(id)
            #expect(detail.jobs.map(\.state) == [.done])
            #expect(detail.jobs.map(\.error) == ["discarded by erika"])
            #expect(detail.timeline.last?.kind == .analysisDiscarded)
        }
    }

    @Test func `people are told once of an incident whose analysis doesn't come`() async throws {
        var queue = QueuePolicy()
        queue.overdueAfter = .seconds(600)
        try await TestStore.with(queue: queue) { store in
            let id = try await store.receive(.firing("A"), .firing("B")).incidents[0]
            store.time.advance(by: .seconds(599))
            #expect(try await store.store.housekeeping.sweep().overdueIncidents.isEmpty)
            store.time.advance(by: .seconds(1))
            #expect(try await store.store.housekeeping.sweep().overdueIncidents == [id])
            #expect(try await store.store.housekeeping.sweep().overdueIncidents.isEmpty)
            let detail = try await store.detail(id)
            #expect(detail.incident.analysis == .overdue)
            #expect(detail.timeline.count { $0.kind == .analysisOverdue } == 1)
            // It comes in the end.
            for job in try await store.jobs.claim(limit: 2, worker: "one", lease: .seconds(60)) {
                _ = try await store.jobs.complete(job.lease, with: .naming(.healthy, nil))
            }
            #expect(try await store.detail(id).incident.analysis == .done)
        }
    }

    @Test func `a waiting job says why it waits`() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            func reason() async throws -> WaitingReason? { try await store.detail(id).jobs.first?.waitingReason }
            #expect(try await reason() == .turn)
            var job = try #require(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).first)
            #expect(try await reason() == nil, "it runs")
            try await store.jobs.release(job.lease, for: .agentBusy, notBefore: .seconds(30))
            #expect(try await reason() == .agentBusy)
            #expect(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).isEmpty, "not before the agent wants it")
            store.time.advance(by: .seconds(30))
            job = try #require(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).first)
            #expect(job.attempt == 1)
            _ = try await store.jobs.fail(job.lease, error: JobFailure(message: "timed out"))
            #expect(try await reason() == .retry)
            // As long as one replica reaches an agent, it isn't away.
            try await store.jobs.report(AgentCircuit(worker: "one", state: .open, reason: "refused", since: store.time.now))
            try await store.jobs.report(AgentCircuit(worker: "two", state: .closed, since: store.time.now))
            #expect(try await reason() == .retry)
            try await store.jobs.report(AgentCircuit(worker: "two", state: .open, reason: "refused", since: store.time.now))
            #expect(try await reason() == .agentAway)
            #expect(try await store.store.desk.overview(in: .all).agents.map(\.state) == [.open, .open])
            // Silent replicas are forgotten.
            store.time.advance(by: .seconds(61))
            #expect(try await reason() == .turn)
            #expect(try await store.store.desk.overview(in: .all).agents.isEmpty)
        }
    }

    @Test func `an analysis whose alert is gone is given up, and the incident says so`() async throws {
        try await TestStore.with { store in
            let id = try await store.receive(.firing()).incidents[0]
            try await store.pool.execute("DELETE FROM episodes")
            let job = try #require(try await store.jobs.claim(limit: 1, worker: "one", lease: .seconds(60)).first)
            guard case .unreadable(.analyze, let failure) = job.request else { throw TestSupportError("\(job.request)") }
            #expect(try await store.jobs.fail(job.lease, error: failure) == .dead)
            let detail = try await store.detail(id)
            #expect(detail.jobs.map(\.state) == [.dead])
            #expect(detail.timeline.last?.kind == .analysisFailed)
            #expect(detail.timeline.last?.text.contains("gone") == true)
        }
    }

    @Test func `a job whose rows can't be read holds up no other, and says why`() async throws {
        try await TestStore.with { store in
            _ = try await store.receive(.firing("Broken", on: "cart", severity: "critical"), .firing("Whole", on: "orders"))
            try await store.pool.execute("UPDATE alerts SET labels = '{\"alertname\": {}}' WHERE name = 'Broken'")
            let jobs = try await store.jobs.claim(limit: 9, worker: "one", lease: .seconds(60))
            #expect(jobs.map(\.name) == ["", "Whole"])
            guard case .unreadable(.analyze, let failure) = jobs[0].request else { throw TestSupportError("\(jobs[0].request)") }
            #expect(failure.isRetryable)
            #expect(failure.message.hasPrefix("what it is about can't be read: ") && failure.message.count > 40, "\(failure)")
        }
    }

    @Test func `a database that goes away while jobs are looked at one by one costs them no attempt`() async throws {
        try await TestStore.with { store in
            _ = try await store.receive(.firing("Broken", on: "a", severity: "critical"), .firing("Slow", on: "b"), .firing("Whole", on: "c"))
            // All are read at once, in their order, and the first can't be; then one by one, and at the second the database says that it shuts down.
            for statement in [
                """
                CREATE FUNCTION is_there(name text) RETURNS boolean LANGUAGE plpgsql VOLATILE AS $$ BEGIN
                    IF name = 'Broken' THEN RAISE data_exception; END IF;
                    IF name = 'Slow' THEN RAISE admin_shutdown; END IF;
                    RETURN true;
                END $$
                """,
                "ALTER TABLE alerts RENAME TO all_alerts",
                "CREATE VIEW alerts AS SELECT * FROM all_alerts WHERE is_there(name)",
            ] { try await store.pool.execute(PostgresQuery(unescaped: statement)) }
            let jobs = try await store.jobs.claim(limit: 9, worker: "one", lease: .seconds(60))
            #expect(jobs.map(\.isUnreadable) == [true])
            #expect(try await store.count("jobs", where: "alert_name <> 'Broken' AND state = 'queued' AND attempts = 0") == 2)
        }
    }
}

extension ClaimedJob {
    var isUnreadable: Bool {
        if case .unreadable = request { true } else { false }
    }
}
