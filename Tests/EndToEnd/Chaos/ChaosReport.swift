import Primitives

/// The figures of a run.
struct ChaosReport: Sendable {
    struct JobFigures: Sendable {
        var done = 0
        var dead = 0
        var claims = 0
        /// Handed back without an attempt: the agent was away, or the replica was stopped.
        var released = 0
        /// How often the agent may have been asked once more for a job that it had been asked for: its answer, or its failure, got lost.
        var askedAgain = 0
        var takenOver = 0
    }

    let seed: UInt64
    let length: Duration
    let ledger: Ledger.Contents
    let record: FaultInjector.Record
    let jobs: JobFigures
    let incidents: Int
    let analyses: Int
    /// How often incidents were said to flap.
    let flapped: Int
    /// Entries of all timelines, and the streams in which the followers were told of them.
    let events: Int
    let streams: Int
    /// From the end of the last fault until every service said that it is ready, and until the queue was empty.
    let recovery: Duration
    let drain: Duration

    var text: String {
        var lines = [
            "chaos: seed \(seed), \(Int(length.seconds)) s",
            "webhooks: \(ledger.requests) sent, \(ledger.statuses[200] ?? 0) acknowledged (\(ledger.alerts) alerts), \(ledger.statuses[503] ?? 0) times 503, "
                + "\(ledger.timeouts) timed out, \(ledger.cut) cut",
            "episodes acknowledged: \(ledger.acknowledged.count), ends: \(ledger.acknowledgedEnds.count); incidents: \(incidents) (flapped \(flapped) times), analyses: \(analyses)",
            "latency of what was acknowledged: p50 \(milliseconds(latency(0.5))), p99 \(milliseconds(latency(0.99)))",
            "events: \(events), told to the followers over \(streams) streams in all",
            "jobs: \(jobs.done) done, \(jobs.dead) dead; \(jobs.claims) claims, \(jobs.released) handed back, "
                + "\(jobs.askedAgain) times asked again, \(jobs.takenOver) times taken over from a worker whose lease had lapsed",
            "stopped by SIGTERM: \(record.stops.count) times, the slowest within \(milliseconds(record.stops.max() ?? .zero))",
            "ready again \(milliseconds(recovery)) after the last fault, queue empty after \(milliseconds(drain))",
            "faults, and the longest time without any acknowledgement while or right after they lasted:",
        ]
        let kinds = Dictionary(grouping: record.occurrences, by: \.fault.kind)
        for (kind, occurrences) in kinds.sorted(by: { $0.key < $1.key }) {
            let longest = occurrences.map(silence).max() ?? .zero
            lines.append("  \(occurrences.count) × \(kind): \(milliseconds(longest))")
        }
        return lines.joined(separator: "\n")
    }

    private func latency(_ part: Double) -> Duration {
        let sorted = ledger.latencies.sorted()
        return sorted.isEmpty ? .zero : sorted[min(sorted.count - 1, Int(Double(sorted.count) * part))]
    }

    /// The longest gap between two acknowledgements that began during a fault, or just before it.
    private func silence(during occurrence: FaultInjector.Occurrence) -> Duration {
        let times = ledger.acknowledgedAt
        var longest = Duration.zero
        for (earlier, later) in zip(times, times.dropFirst()) where later > occurrence.start && earlier < occurrence.end {
            longest = max(longest, earlier.duration(to: later))
        }
        return longest
    }

    private func milliseconds(_ duration: Duration) -> String {
        "\(duration.wholeMicroseconds / 1000) ms"
    }
}
