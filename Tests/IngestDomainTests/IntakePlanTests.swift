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
        _ status: AlertStatus = .firing, _ name: String = "A", on workload: String = "orders", severity: String = "warning",
        startsAt: Timestamp = now, endsAt: Timestamp? = nil
    ) throws -> IncomingAlert {
        let alert = Alert(
            status: status, labels: ["alertname": name, "namespace": "shop", "deployment": workload, "severity": severity],
            startsAt: startsAt, endsAt: endsAt)
        return try IncomingAlert(alert, path: "alerts[0]", defaultCluster: "lab", receivedAt: Self.now)
    }

    private func plan(_ alerts: [IncomingAlert], _ sightings: [Sighting]) -> IntakePlan {
        var next: UInt64 = 100
        return IntakePlan(NoticeRounds(alerts).rounds[0], sightings, policy: IncidentPolicy(), now: Self.now) {
            next += 1
            return Self.id(next)
        }
    }

    private func holder(_ state: IncidentState, lastAlert: Duration = .zero, resolved: Duration? = nil) -> KeyHolder {
        KeyHolder(
            opened: Self.id(1), incident: Self.id(2), state: state, lastAlertAt: Self.now - lastAlert,
            resolvedAt: resolved.map { Self.now - $0 })
    }

    private func known(_ incident: IncidentID?, _ change: KnownEpisode.Change = .none, isFiring: Bool = true) -> Sighting {
        Sighting(.known(KnownEpisode(startsAt: Self.now, incident: incident, change: change, isFiring: isFiring)))
    }

    @Test("What a batch says of one episode is one notice, and another episode of the alert goes to the next round")
    func rounds() throws {
        let later = Self.now + .seconds(60)
        let batch = try [
            alert(), alert(), alert(.firing, "B"), alert(.resolved, endsAt: later), alert(), alert(.firing, startsAt: later),
            alert(.resolved, "B", endsAt: later), alert(.resolved, "B", endsAt: later + .seconds(1)),
        ]
        let rounds = NoticeRounds(batch).rounds
        #expect(rounds.map { $0.map(\.origins) } == [[[0, 1, 3, 4], [2, 6, 7]], [[5]]])
        #expect(rounds[0].map(\.isFiring) == [true, true])
        #expect(rounds[0].map(\.endsAt) == [later, later + .seconds(1)])
        #expect(rounds[0].map(\.endOrigin) == [3, 6])
    }

    @Test("Alerts of one key open one incident with the highest severity, one entry for those that join, and one job an alert name")
    func opensOnce() throws {
        let plan = try plan(
            [alert(), alert(.firing, "B", severity: "critical"), alert(.firing, "D"), alert(.firing, "C", on: "web")],
            Array(repeating: Sighting(), count: 4))
        #expect(plan.opened.map(\.severity.name) == ["critical", "warning"])
        #expect(plan.incidents == [Self.id(101), Self.id(101), Self.id(101), Self.id(102)])
        #expect(plan.timeline.map(\.kind) == [.opened, .alertJoined, .opened])
        #expect(plan.timeline.map(\.count) == [1, 2, 1])
        #expect(plan.jobs.count == 4)
        #expect(plan.outcomes == [.begun, .begun, .begun, .begun])
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

    @Test("A correlation rule's own window stands before the common one")
    func ownWindow() {
        let holder = holder(.open, lastAlert: .seconds(60))
        #expect(IncidentPolicy().admission(to: holder, at: Self.now, window: .seconds(59)) == .refuse)
        #expect(IncidentPolicy().admission(to: holder, at: Self.now, window: .seconds(60)) == .join)
    }

    @Test("An alert that is refused opens an incident that takes the key over")
    func retires() throws {
        let plan = try plan([alert()], [Sighting(holder: holder(.resolved, resolved: .seconds(9_999)))])
        #expect(plan.opened.map(\.retires) == [Self.id(1)])
        #expect(plan.touched.isEmpty)
    }

    @Test("A key whose incident was merged leads to the one that carries on")
    func followsMerges() throws {
        let plan = try plan([alert()], [Sighting(holder: holder(.open))])
        #expect(plan.incidents == [Self.id(2)])
        #expect(plan.touched.map(\.isReopened) == [false])
    }

    @Test("Where a person has put an alert it goes again, whatever its key says")
    func chosenIncident() throws {
        var chosen = holder(.open)
        chosen.incident = Self.id(9)
        #expect(try plan([alert()], [Sighting(holder: holder(.open), chosen: chosen)]).incidents == [Self.id(9)])
        chosen.state = .merged
        #expect(try plan([alert()], [Sighting(holder: holder(.open), chosen: chosen)]).incidents == [Self.id(2)])
    }

    @Test("A repeat changes nothing; an end is told and reviewed")
    func repeats() throws {
        let repeated = try plan([alert()], [known(Self.id(7))])
        #expect(repeated.isEmpty)
        #expect(repeated.incidents == [Self.id(7)])
        #expect(repeated.outcomes == [.repeated])
        let ended = try plan([alert(.resolved)], [known(Self.id(7), .ended, isFiring: false)])
        #expect(ended.reviewed == [Self.id(7)])
        #expect(ended.timeline.map(\.kind) == [.alertResolved])
        #expect(ended.outcomes == [.ended])
    }

    @Test("An end without a beginning opens nothing; when the beginning comes after all, it belongs to an incident that is about to resolve")
    func beginsAfterItsEnd() throws {
        let unseen = try plan([alert(.resolved)], [Sighting()])
        #expect(unseen.opened.isEmpty)
        #expect(unseen.episodes.map(\.incident) == [nil])
        let seen = try plan([alert()], [known(nil, isFiring: false)])
        #expect(seen.attached.map(\.incident) == [Self.id(101)])
        #expect(seen.reviewed == [Self.id(101)])
        #expect(seen.jobs.count == 1)
    }

    @Test("Late news of an episode that others have followed joins an incident without keeping it open or reopening it")
    func lateNews() throws {
        let neighbours = Neighbours(previous: Self.now - .seconds(60), next: Self.now + .seconds(60))
        for state in [holder(.open), holder(.resolved, resolved: .seconds(60))] {
            let late = try plan([alert()], [Sighting(.unknown(neighbours), holder: state)])
            #expect(late.incidents == [Self.id(2)])
            #expect(late.touched.isEmpty)
            #expect(late.reviewed == [Self.id(2)])
            #expect(late.episodes.map(\.endsAt) == [Self.now + .seconds(60)])
            #expect(late.episodes.map(\.isEndPresumed) == [true])
        }
    }

    @Test("An episode that expired too early goes on in its key's incident")
    func revives() throws {
        var sighting = known(Self.id(7), .revived)
        sighting.holder = holder(.resolved, resolved: .seconds(60))
        let plan = try plan([alert()], [sighting])
        #expect(plan.attached.map(\.incident) == [Self.id(2)])
        #expect(plan.touched.map(\.isReopened) == [true])
    }

    @Test("A flapping alert is told once: it is neither analysed nor told again while it flaps")
    func flapping() throws {
        let until = Self.now + .seconds(600)
        let first = try plan([alert()], [Sighting(holder: holder(.open), flapsUntil: until)])
        #expect(first.timeline.map(\.kind) == [.flapping])
        #expect(first.touched.map(\.flapsUntil) == [until])
        #expect(first.jobs.isEmpty)
        var flapping = holder(.open)
        flapping.flappingUntil = until
        let second = try plan([alert()], [Sighting(holder: flapping, flapsUntil: until)])
        #expect(second.timeline.isEmpty)
        #expect(second.jobs.isEmpty)
        var end = known(Self.id(2), .ended, isFiring: false)
        end.flapsUntil = until
        #expect(try plan([alert(.resolved)], [end]).timeline.isEmpty)
        let stable = try plan([alert()], [Sighting(holder: flapping, flapsUntil: Self.now - .seconds(1))])
        #expect(stable.timeline.map(\.kind) == [.alertJoined])
        #expect(stable.jobs.count == 1)
    }
}
