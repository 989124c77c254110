import FoundationEssentials
import Postgres
import Primitives
import TestSupport
import Testing

/// Load on all replicas while faults come and go, and the questions asked when they are over.
struct ChaosRun: Sendable {
    let stack: ChaosStack
    let seed: UInt64
    let length: Duration
    let ledger = Ledger()
    /// They read the stream of events all the time.
    let followers: [EventFollower]

    init(stack: ChaosStack, seed: UInt64, length: Duration) {
        self.stack = stack
        self.seed = seed
        self.length = length
        followers = (0..<3).map { _ in EventFollower(ports: stack.ingest.map(\.port), token: stack.tokens.viewer) }
    }

    /// After the last fault everything has to be well again within this.
    private static let patience = Duration.seconds(90)

    func run() async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, follower) in followers.enumerated() {
                group.addTask { await follower.run(seed: seed &+ 100 &+ UInt64(number)) }
            }
            try await disturb()
            group.cancelAll()
        }
    }

    private func disturb() async throws {
        try await stack.execute(script: Audit.script)
        let schedule = FaultSchedule(seed: seed, length: length, replicas: stack.ingest.count, agents: stack.agents.count)
        print("chaos: seed \(seed), \(schedule.entries.count) faults in \(length)")
        for entry in schedule.entries { print("  at \(entry.start), for \(entry.length): \(entry.fault)") }

        let injector = FaultInjector(stack: stack)
        let isStopped = Locked(false)
        let sender = GroupSender(addresses: stack.ingest.map(\.address), token: stack.tokens.source, client: stack.client, ledger: ledger)
        var groups = try await withThrowingTaskGroup(of: AlertGroup.self) { tasks in
            for (number, group) in try ChaosGroups.all().enumerated() {
                tasks.addTask { try await sender.run(group, seed: seed &+ UInt64(number), until: isStopped) }
            }
            try await injector.run(schedule)
            isStopped.withLock { $0 = true }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        let recovery = try await stack.waitUntilReady(within: Self.patience)

        #expect(try await tell(groups, with: sender), "each group's state is taken in the end")
        let firing = Set(groups.flatMap { $0.notification.alerts.filter { $0.endsAt == nil }.map(\.episode) })
        for complaint in try await Verdict(stack: stack, ledger: ledger.current).lost(firing: firing) { Issue.record("\(complaint)") }

        for index in groups.indices { groups[index].resolveAll(at: .now()) }
        #expect(try await tell(groups, with: sender), "each end is taken in the end")
        let drain = try await drain()
        let verdict = Verdict(stack: stack, ledger: ledger.current)
        for complaint in try await verdict.lost(firing: []) + verdict.doubled() + verdict.stuck() { Issue.record("\(complaint)") }
        for complaint in try await heard() { Issue.record("\(complaint)") }
        #expect(ledger.current.unexpected == [])
        if ledger.current.unexpected != [] { try await tellFailures() }
        try await stack.waitUntilReady(within: Self.patience)
        try await stack.expectNoConnectionLent()
        print(try await report(injector.record.value, recovery, drain).text)
    }

    private func tell(_ groups: [AlertGroup], with sender: GroupSender) async throws -> Bool {
        try await withThrowingTaskGroup(of: Bool.self) { tasks in
            for group in groups { tasks.addTask { try await sender.tell(group, within: Self.patience) } }
            return try await tasks.reduce(true) { $0 && $1 }
        }
    }

    /// Waits until nothing is left to do; what is left after its patience is for the verdict to tell.
    private func drain() async throws -> Duration {
        let start = ContinuousClock.now
        while ContinuousClock.now - start < Self.patience {
            if try await Verdict(stack: stack, ledger: ledger.current).stuck().isEmpty { break }
            try await Task.sleep(for: .milliseconds(200))
        }
        return .now - start
    }

    /// Whether each follower was told of every entry of every timeline once, in the order of the log.
    private func heard() async throws -> [String] {
        let log = try await stack.rows("SELECT xid::text || '-' || seq FROM timeline ORDER BY xid, seq").decode(as: String.self)
        let end = ContinuousClock.now + Self.patience
        while ContinuousClock.now < end, followers.contains(where: { $0.heard.value.ids.last != log.last }) {
            try await Task.sleep(for: .milliseconds(100))
        }
        return followers.map(\.heard.value).compactMap { heard in
            guard heard.ids != log || heard.resets > 0 else { return nil }
            let (told, all) = (Set(heard.ids), Set(log))
            return "a follower heard \(heard.ids.count) events of \(log.count): \(all.subtracting(told).count) are missing, "
                + "\(heard.ids.count - told.count) came twice, \(told.subtracting(all).count) never happened; told to begin anew \(heard.resets) times"
        }
    }

    /// What the services say themselves of requests that they failed at.
    private func tellFailures() async throws {
        for service in stack.ingest {
            for line in await service.output.split(separator: "\n") where line.contains("a request failed") {
                print("\(service.address): \(line.prefix(1000))")
            }
        }
    }

    private func report(_ record: FaultInjector.Record, _ recovery: Duration, _ drain: Duration) async throws -> ChaosReport {
        var jobs = ChaosReport.JobFigures()
        jobs.done = try await stack.count("SELECT count(*) FROM jobs WHERE state = 'done'")
        jobs.dead = try await stack.count("SELECT count(*) FROM jobs WHERE state = 'dead'")
        jobs.claims = try await stack.count("SELECT count(*) FROM audit.claims")
        jobs.released = try await stack.count("SELECT count(*) FROM audit.outcomes WHERE state = 'released'")
        jobs.askedAgain = try await stack.count("SELECT count(*) - count(DISTINCT job) FROM audit.claims") - jobs.released
        jobs.takenOver = try await stack.count("SELECT count(*) FROM audit.claims WHERE taken_over")
        return ChaosReport(
            seed: seed, length: length, ledger: ledger.current, record: record, jobs: jobs,
            incidents: try await stack.count("SELECT count(*) FROM incidents"), analyses: try await stack.count("SELECT count(*) FROM analyses"),
            flapped: try await stack.count("SELECT count(*) FROM timeline WHERE kind = 'flapping'"),
            events: try await stack.count("SELECT count(*) FROM timeline"), streams: followers.reduce(0) { $0 + $1.heard.value.streams },
            recovery: recovery, drain: drain)
    }
}

/// The groups that the load is made of: of one alert to two hundred, in two clusters, and one of a recorded incident with a cause.
enum ChaosGroups {
    private static let sizes = [1, 1, 2, 3, 5, 8, 13, 20, 40, 80, 200]

    static func all() throws -> [AlertGroup] {
        var groups = sizes.enumerated().map { number, size in
            let cluster = number % 2 == 0 ? "east" : "west"
            let alerts = (0..<size).map { alert($0, of: number, in: cluster) }
            return AlertGroup(key: "{}:{namespace=\"team-\(number)\"}", cluster: cluster, alerts: alerts)
        }
        groups.append(AlertGroup(key: "{}:{namespace=\"shop\"}", cluster: "lab", alerts: try recorded()))
        return groups
    }

    private static func alert(_ number: Int, of group: Int, in cluster: String) -> Webhook.Alert {
        let workload = "app-\(number % 7)"
        let digits = String((group + 1) * 1000 + number, radix: 16)
        return Webhook.Alert(
            labels: [
                "alertname": number % 3 == 0 ? "KubePodCrashLooping" : "KubePodNotReady", "cluster": cluster, "namespace": "team-\(group)",
                "deployment": workload, "pod": "\(workload)-5d8c7f-\(number)", "severity": number % 5 == 0 ? "critical" : "warning",
            ],
            startsAt: "", fingerprint: String(repeating: "0", count: 16 - digits.count) + digits)
    }

    private static func recorded() throws -> [Webhook.Alert] {
        try Recordings.webhooks(of: "shop").flatMap { webhook in
            try JSONDecoder().decode(JSONValue.self, from: Data(webhook.body))["alerts"]?.array ?? []
        }.map { alert in
            let labels = (alert["labels"]?.object ?? [:]).compactMapValues(\.string)
            return Webhook.Alert(labels: labels, startsAt: "", fingerprint: alert["fingerprint"]?.string ?? "")
        }
    }
}
