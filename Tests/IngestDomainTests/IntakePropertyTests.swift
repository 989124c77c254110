import Contracts
import IngestDomain
import Primitives
import TestSupport
import Testing

@Suite("Intake, whatever comes in")
struct IntakePropertyTests {
    fileprivate static let now = Timestamp(microseconds: 1_795_000_000_000_000)

    /// One notification of few alerts, so that they meet.
    fileprivate struct Sent: Sendable, CustomStringConvertible {
        var alert: Int
        var start: Int
        var end: Int?
        var joins: Bool
        /// How the store answers about it: nil for an alert that never came.
        var knows: Int?

        var description: String {
            "alert \(alert) at \(start), end \(end.map(String.init) ?? "none")\(joins ? ", joins" : ""), known as \(knows ?? -1)"
        }

        static func list(_ random: inout SplitMix) -> [Sent] {
            (0..<Int.random(in: 0...60, using: &random)).map { _ in
                let start = Int.random(in: 0...4, using: &random)
                return Sent(
                    alert: Int.random(in: 0...12, using: &random), start: start,
                    end: random.flip(0.4) ? start + Int.random(in: 0...3, using: &random) : nil, joins: random.flip(0.2),
                    knows: random.flip(0.5) ? Int.random(in: 0...5, using: &random) : nil)
            }
        }

        func incoming() throws -> IncomingAlert {
            let start = IntakePropertyTests.now + .seconds(start)
            let alert = Alert(
                status: end == nil ? .firing : .resolved,
                labels: [
                    "alertname": "A\(alert % 2)", "namespace": "shop", "deployment": "w\(alert % 4)", "severity": ["info", "critical"][alert % 2],
                ],
                startsAt: start, endsAt: end.map { IntakePropertyTests.now + .seconds($0) }, fingerprint: "f\(alert)")
            return try IncomingAlert(alert, path: "", defaultCluster: "lab", receivedAt: IntakePropertyTests.now, joinsOpenEpisode: joins)
        }

        /// Any answer that a store may give.
        func sighting(_ notice: Notice) -> Sighting {
            let holder = KeyHolder(
                opened: IntakePropertyTests.id(UInt64(alert % 4)), incident: IntakePropertyTests.id(UInt64(alert % 4)),
                state: alert % 3 == 0 ? .resolved : .open, lastAlertAt: IntakePropertyTests.now,
                resolvedAt: IntakePropertyTests.now)
            var sighting = Sighting(holder: alert % 4 == 3 || !notice.isFiring ? nil : holder)
            switch knows {
            case 0:
                let incident = IntakePropertyTests.id(UInt64(alert % 4))
                sighting.recognition =
                    notice.endsAt == nil
                    ? .repeated(incident)
                    : .known(KnownEpisode(startsAt: notice.startsAt, incident: incident, change: .ended, isFiring: false))
            case 1:
                sighting.recognition = .known(KnownEpisode(startsAt: notice.startsAt, incident: nil, change: .none, isFiring: false))
            case 2: sighting.recognition = .unknown(Neighbours(previous: IntakePropertyTests.now - .seconds(9)))
            case 3: sighting.recognition = .unknown(Neighbours(previous: nil, next: IntakePropertyTests.now + .seconds(9)))
            case 4: sighting.flapsUntil = IntakePropertyTests.now + .seconds(60)
            default: break
            }
            return sighting
        }
    }

    fileprivate static func id(_ number: UInt64) -> IncidentID {
        IncidentID(UUIDv7(milliseconds: number, counter: 0, random: 0))
    }

    @Test("Every notification is in one round and one notice, and no round holds an alert twice")
    func roundsKeepEverything() async throws {
        let property = Property(of: Sent.list) { sent, _ in
            let rounds = NoticeRounds(try sent.map { try $0.incoming() }).rounds
            let origins = rounds.joined().flatMap(\.origins).sorted()
            if origins != Array(sent.indices) { return "notifications \(origins)" }
            for round in rounds where Set(round.map(\.alert.fingerprint)).count != round.count { return "a round holds an alert twice" }
            for notice in rounds.joined() {
                let own = notice.origins.map { sent[$0] }
                if notice.isFiring != own.contains(where: { $0.end == nil }) { return "a beginning is lost or made up" }
                if notice.endsAt != own.compactMap(\.end).max().map({ Self.now + .seconds($0) }) { return "an end is lost or made up" }
            }
            return nil
        }
        try await property.check(seeds: 1...300, within: .seconds(2))
    }

    @Test("Whoever fires has an incident; no incident is opened or touched twice, nor an analysis asked for twice")
    func plansAreWhole() async throws {
        let property = Property(of: Sent.list) { sent, _ in
            for notices in NoticeRounds(try sent.map { try $0.incoming() }).rounds {
                var next: UInt64 = 100
                let plan = IntakePlan(notices, notices.map { sent[$0.origins[0]].sighting($0) }, policy: IncidentPolicy(), now: Self.now) {
                    next += 1
                    return Self.id(next)
                }
                if plan.incidents.count != notices.count || plan.outcomes.count != notices.count { return "a notice is forgotten" }
                for (notice, incident) in zip(notices, plan.incidents) where notice.isFiring && incident == nil { return "it fires nowhere" }
                let keys = plan.opened.map { notices[$0.first].correlation.key }
                if Set(keys).count != keys.count { return "a key has two incidents" }
                if Set(plan.touched.map(\.id)).count != plan.touched.count { return "an incident is touched twice" }
                let jobs = plan.jobs.map { [$0.incident.description, notices[$0.notice].alert.alert.name] }
                if Set(jobs).count != jobs.count { return "an analysis is asked for twice" }
                if Set(plan.episodes.map(\.notice)).count != plan.episodes.count { return "an episode is written twice" }
                for episode in plan.episodes where episode.incident != nil && episode.endsAt != nil {
                    if let incident = episode.incident, !plan.reviewed.contains(incident) { return "an incident with an end is not reviewed" }
                }
            }
            return nil
        }
        try await property.check(seeds: 1...300, within: .seconds(2))
    }
}
