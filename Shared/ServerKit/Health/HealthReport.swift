import Primitives

/// What `/readyz` answers: `{"status": "ok", "checks": {"database": {"status": "ok", "duration_ms": 0.7}}}`.
package struct HealthReport: Encodable, Hashable, Sendable {
    package struct Entry: Encodable, Hashable, Sendable {
        package var status: String
        package var critical: Bool
        package var detail: String?
        package var duration_ms: Double
    }

    /// `ok`, `degraded` or `failed`.
    package var status: String
    package var checks: [String: Entry]

    package var isReady: Bool { status != "failed" }

    /// Runs all checks at once.
    package static func make(_ checks: [HealthCheck]) async -> HealthReport {
        let entries = await withTaskGroup(of: (String, Entry).self) { group in
            for check in checks {
                group.addTask {
                    let start = ContinuousClock.now
                    let result = await check.result()
                    return (check.name, Entry(result, of: check, after: start.duration(to: .now)))
                }
            }
            var entries: [String: Entry] = [:]
            for await (name, entry) in group { entries[name] = entry }
            return entries
        }
        return HealthReport(status: overall(entries), checks: entries)
    }

    private static func overall(_ entries: [String: Entry]) -> String {
        if entries.values.contains(where: { $0.critical && $0.status == "failed" }) { return "failed" }
        return entries.values.contains { $0.status != "ok" } ? "degraded" : "ok"
    }
}

extension HealthReport.Entry {
    init(_ result: HealthCheck.Result, of check: HealthCheck, after duration: Duration) {
        critical = check.isCritical
        duration_ms = (duration.seconds * 100_000).rounded() / 100
        switch result {
        case .ok:
            status = "ok"
        case .degraded(let reason):
            status = "degraded"
            detail = reason
        case .failed(let reason):
            status = "failed"
            detail = reason
        }
    }
}
