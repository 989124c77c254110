import Contracts
import IngestDomain
import Primitives
import TestSupport

/// One thing that a sender says: that an episode fires, or when it ended. Times are minutes around the start of the test.
struct Saying: Sendable, CustomStringConvertible {
    var alert: Int
    var cluster: Int
    var start: Int
    /// nil for "it fires".
    var end: Int?

    var description: String {
        "alert \(alert) of cluster \(cluster), begun at \(start): \(end.map { "ended at \($0)" } ?? "fires")"
    }

    /// Few workloads and names, so that alerts share incidents and analyses.
    var workload: String { "workload-\(alert % 3)" }
    var name: String { "A\(alert % 4)" }
    var severity: Severity { [Severity.critical, .warning, .info][alert % 3 == 0 ? alert % 2 : 2] }
    var key: String { CorrelationKey.workload(workload, namespace: "shop").description }
    var labels: [String: String] { ["series": "\(alert)"] }

    static func time(_ minutes: Int) -> Timestamp { TestTime.start + .seconds(60 * minutes) }

    func incoming(run: String) throws -> IncomingAlert {
        let cluster = "\(run)-\(cluster)"
        if let end {
            return try .resolved(
                name, on: workload, severity: severity.name, labels: labels, startsAt: Self.time(start), endsAt: Self.time(end), cluster: cluster)
        }
        return try .firing(name, on: workload, severity: severity.name, labels: labels, startsAt: Self.time(start), cluster: cluster)
    }

    /// What several senders say of a few alerts' histories, in any order and many times over. Half of the alerts come and go quickly.
    static func histories(_ random: inout SplitMix) -> [Saying] {
        var sayings: [Saying] = []
        for alert in 0..<Int.random(in: 1...9, using: &random) {
            let cluster = Int.random(in: 0...1, using: &random)
            var start = Int.random(in: -40...0, using: &random)
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let next = start + Int.random(in: 2...(alert.isMultiple(of: 2) ? 12 : 60), using: &random)
                let fires = random.flip(0.85)
                let saying = Saying(alert: alert, cluster: cluster, start: start)
                for _ in 0..<(fires ? Int.random(in: 1...3, using: &random) : 0) { sayings.append(saying) }
                if !fires || random.flip(0.6) {
                    for _ in 0..<Int.random(in: 1...2, using: &random) {
                        var ended = saying
                        ended.end = Int.random(in: start + 1...next, using: &random)
                        sayings.append(ended)
                    }
                }
                start = next + Int.random(in: 0...3, using: &random)
            }
        }
        return sayings.shuffled(using: &random)
    }
}
