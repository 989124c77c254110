import FoundationEssentials
import Glibc
import Postgres
import TestSupport

/// The plans of all statements that a store's sessions ran, as the server's `auto_explain` writes them to its log.
///
/// Tables are nearly empty here, so PostgreSQL is told to avoid sequential scans at any price: where one is left, no index can serve,
/// and with ten million rows the statement would read them all. What PostgreSQL then really does is looked at by `scripts/bench history`.
struct PlanLog {
    /// Of a session whose plans are logged.
    static let options = "-c session_preload_libraries=auto_explain -c auto_explain.log_min_duration=0 -c enable_seqscan=off"

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
        "WITH moved AS (", "INSERT INTO episodes_default",
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
        try plans().compactMap { plan in
            guard !Self.intended.contains(where: { plan.statement.contains($0) }) else { return nil }
            let scans = plan.lines.filter { line in
                guard let table = line.split(separator: "Seq Scan on ", maxSplits: 1).dropFirst().first?.split(separator: " ").first else {
                    return false
                }
                return Self.growing.contains { table == $0 || table.hasPrefix("\($0)_default") || table.hasPrefix("\($0)_p2") }
            }
            guard !scans.isEmpty else { return nil }
            return "no index serves\n\(plan.statement)\n\(plan.lines.joined(separator: "\n"))"
        }
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
