import Contracts
import IngestDomain
import Primitives
import Testing

@Suite("Intake plan")
struct IntakePlanTests {
    private static let now = Timestamp(microseconds: 1_795_000_000_000_000)

    private static func id(_ number: UInt64) -> IncidentID {
        IncidentID(UUIDv7(milliseconds: number, counter: 0, random: 0))
    }

    private func alert(
        _ status: AlertStatus = .firing, _ name: String = "A", on workload: String = "orders", severity: String = "warning", startsAt: Timestamp = now
    ) throws -> IncomingAlert {
        let alert = Alert(
            status: status, labels: ["alertname": name, "namespace": "shop", "deployment": workload, "severity": severity], startsAt: startsAt)
        return try IncomingAlert(alert, path: "alerts[0]", defaultCluster: "lab", receivedAt: Self.now)
    }

    private func plan(_ alerts: [IncomingAlert], _ recognitions: [Recognition]) -> IntakePlan {
        var next: UInt64 = 100
        return IntakePlan(NoticeRounds(alerts).rounds[0], recognitions, policy: IncidentPolicy(), now: Self.now) {
            next += 1
            return Self.id(next)
        }
    }

    private func holder(_ state: IncidentState, lastAlert: Duration = .zero, resolved: Duration? = nil) -> KeyHolder {
        KeyHolder(
            opened: Self.id(1), incident: Self.id(2), state: state, lastAlertAt: Self.now - lastAlert,
            resolvedAt: resolved.map { Self.now - $0 })
    }

    @Test("Notices of one batch are counted, and news of an alert it spoke of goes to the next round")
    func rounds() throws {
        let later = Self.now + .seconds(60)
        let batch = try [
            alert(), alert(), alert(.firing, "B"), alert(.resolved), alert(), alert(.firing, startsAt: later), alert(.resolved, "B"),
        ]
        let rounds = NoticeRounds(batch).rounds
        #expect(rounds.map { $0.map(\.count) } == [[2, 1], [2, 1], [1]])
        #expect(rounds[1][0].origins == [3, 4])
    }

    @Test("Alerts of one key open one incident with the highest severity, and one job an alert name")
    func opensOnce() throws {
        let unknown = Recognition.unknown(latestStart: nil, holder: nil)
        let plan = try plan([alert(), alert(.firing, "B", severity: "critical"), alert(.firing, "C", on: "web")], [unknown, unknown, unknown])
        #expect(plan.opened.map(\.severity.name) == ["critical", "warning"])
        #expect(plan.incidents == [Self.id(101), Self.id(101), Self.id(102)])
        #expect(plan.timeline.map(\.kind) == [.opened, .alertJoined, .opened])
        #expect(plan.jobs.count == 3)
    }

    @Test(
        "Whether an alert joins, reopens or leaves the latest incident of its key",
        arguments: [
            (IncidentState.open, Duration.seconds(60), Duration?.none, IncidentPolicy.Admission.join),
            (.acknowledged, .seconds(12 * 3600), nil, .join),
            (.open, .seconds(12 * 3600 + 1), nil, .refuse),
            (.resolved, .seconds(9_999), .seconds(1800), .reopen),
            (.resolved, .seconds(60), .seconds(1801), .refuse),
            (.merged, .zero, nil, .refuse),
        ])
    func admission(state: IncidentState, lastAlert: Duration, resolved: Duration?, expected: IncidentPolicy.Admission) {
        #expect(IncidentPolicy().admission(to: holder(state, lastAlert: lastAlert, resolved: resolved), at: Self.now) == expected)
    }

    @Test("An alert that is refused opens an incident that takes the key over")
    func retires() throws {
        let plan = try plan([alert()], [.unknown(latestStart: nil, holder: holder(.resolved, resolved: .seconds(9_999)))])
        #expect(plan.opened.map(\.retires) == [Self.id(1)])
        #expect(plan.joined.isEmpty)
    }

    @Test("A key whose incident was merged leads to the one that carries on")
    func followsMerges() throws {
        let plan = try plan([alert()], [.unknown(latestStart: nil, holder: holder(.open))])
        #expect(plan.incidents == [Self.id(2)])
        #expect(plan.joined.map(\.isReopened) == [false])
    }

    @Test("A repeat changes nothing; an end is told and reviewed")
    func known() throws {
        let repeated = try plan([alert()], [.known(incident: Self.id(7), ended: false)])
        #expect(repeated.isEmpty)
        #expect(repeated.incidents == [Self.id(7)])
        let ended = try plan([alert(.resolved)], [.known(incident: Self.id(7), ended: true)])
        #expect(ended.ended == [Self.id(7)])
        #expect(ended.timeline.map(\.kind) == [.alertResolved])
    }

    @Test("An end without a beginning, and a beginning that was overtaken, open nothing")
    func opensNothing() throws {
        let unseen = try plan([alert(.resolved)], [.unknown(latestStart: nil, holder: nil)])
        #expect(unseen.opened.isEmpty)
        #expect(unseen.episodes.map(\.incident) == [nil])
        let late = try plan([alert()], [.unknown(latestStart: Self.now + .seconds(60), holder: holder(.open))])
        #expect(late.incidents == [nil])
        #expect(late.jobs.isEmpty)
        #expect(late.episodes.map(\.endsAt) == [Self.now + .seconds(60)])
    }
}
