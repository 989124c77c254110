import FoundationEssentials
import Glibc
import Postgres
import TestSupport

/// The plans of all statements that a store's sessions ran, as the server's `auto_explain` writes them to its log.
///
/// Tables are nearly empty here, so PostgreSQL is told to avoid sequential scans at any price, and joins that read both sides whole: where one is
/// left, no index can serve, and with ten million rows the statement would read them all. The same holds where an index is read from one end to
/// the other. What PostgreSQL then really does is looked at by `scripts/bench history`.
struct PlanLog {
    /// Of a session whose plans are logged.
    static let options =
        "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c enable_seqscan=off -c enable_hashjoin=off "
        + "-c enable_mergejoin=off"

    private let file: String
    private let database: String
    private let start: Int

    init(of server: PostgresServer, database: String) async {
        file = await server.logFile
        self.database = database
        start = Self.size(file)
    }

    /// The tables that grow with what happens, partitions included.
    private static let growing = [
        "alerts", "episodes", "incidents", "timeline", "analyses", "jobs", "incident_traits", "incident_separations", "analysis_feedback",
        "statistics",
    ]

    /// What scans by intention, and says so where it does.
    private static let intended = [
        // The rows of a new or a dropped partition: in the default partition, which holds what fits nowhere, or in the dropped one.
        "WITH moved AS (", "INSERT INTO episodes_default", "INSERT INTO analyses_default", "INSERT INTO timeline_default",
    ]

    /// What reads an index whole here and not in earnest: `jobs_once`, and for the last `episodes_pkey`, serve them, and another way is no worse while
    /// a table has a few rows.
    private static let served = [
        "error, waits_for, circuits.away", "error = 'another job of the incident answers for it'", "SELECT fingerprint, cluster, latest_starts_at < ",
    ]

    struct Plan {
        let statement: String
        let lines: [Substring]
    }

    /// Each statement once.
    func plans() throws -> [Plan] {
        var plans: [String: Plan] = [:]
        for entry in try text().split(separator: "LOG:  duration: ") where entry.contains("plan:\nQuery Text: ") || entry.contains("Query Text: ") {
            let lines = entry.split(separator: "\n")
            // The statement, and behind it the plan, whose first line alone has a cost and no arrow.
            guard let root = lines.firstIndex(where: { $0.contains("  (cost=") }), let first = lines.firstIndex(where: { $0.contains("Query Text:") })
            else { continue }
            let statement = lines[first..<root].joined(separator: "\n").split(separator: "Query Text: ", maxSplits: 1).last.map(String.init) ?? ""
            plans[statement] = Plan(statement: statement, lines: Array(lines[root...]))
        }
        return plans.values.sorted { $0.statement < $1.statement }
    }

    /// How many statements ran.
    func count() throws -> Int {
        try text().split(separator: "Query Text: ", omittingEmptySubsequences: false).count - 1
    }

    /// A description of each statement that reads a growing table from one end to the other.
    func violations() throws -> [String] {
        try plans().compactMap { plan -> String? in
            guard !(Self.intended + Self.served).contains(where: { plan.statement.contains($0) }) else { return nil }
            guard plan.readsToTheEnd(where: Self.isGrowing) else { return nil }
            return "no index serves\n\(plan.statement)\n\(plan.lines.joined(separator: "\n"))"
        }
    }

    private static func isGrowing(_ table: Substring) -> Bool {
        growing.contains { table == $0 || table.hasPrefix("\($0)_default") || table.hasPrefix("\($0)_p2") }
    }

    /// What this database's sessions have logged since the beginning; the server begins its lines with the database's name.
    private func text() throws -> String {
        guard let contents = FileManager.default.contents(atPath: file) else { throw TestSupportError("\(file) can't be read") }
        let log = String(decoding: contents.dropFirst(start), as: UTF8.self)
        var own: [Substring] = []
        var isOwn = false
        for line in log.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("[") { isOwn = line.hasPrefix("[\(database)] ") }
            if isOwn { own.append(line) }
        }
        return own.joined(separator: "\n")
    }

    private static func size(_ path: String) -> Int {
        var status = stat()
        return stat(path, &status) == 0 ? Int(status.st_size) : 0
    }
}
