import FoundationEssentials

/// PostgreSQL's server programs on this machine.
struct PostgresInstallation: Sendable {
    /// The folder of `initdb`, `postgres` and `pg_isready`.
    var programs: String
    /// `15`; empty where the path doesn't tell.
    var version: String

    struct Missing: Error, CustomStringConvertible {
        var description: String {
            "PostgreSQL's server isn't installed. On Debian and Ubuntu: apt-get install --no-install-recommends postgresql"
        }
    }

    /// The newest in Debian's place, then Red Hat's and Homebrew's, then whatever `PATH` has.
    static func find(environment: [String: String]) throws(Missing) -> PostgresInstallation {
        let manager = FileManager.default
        func isComplete(_ folder: String) -> Bool {
            ["initdb", "postgres", "pg_isready"].allSatisfy { manager.isExecutableFile(atPath: "\(folder)/\($0)") }
        }
        for parent in ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"] {
            // A folder that isn't there holds no versions.
            let names = (try? manager.contentsOfDirectory(atPath: parent)) ?? []
            let versions = names.compactMap { name in Int(name.split(separator: "@").last ?? "").map { (number: $0, name: name) } }
            for version in versions.sorted(by: { $0.number > $1.number }) where version.number >= 14 {
                let folder = "\(parent)/\(version.name)/bin"
                if isComplete(folder) { return PostgresInstallation(programs: folder, version: "\(version.number)") }
            }
        }
        for folder in (environment["PATH"] ?? "").split(separator: ":").map(String.init) + ["/usr/pgsql/bin"] where isComplete(folder) {
            return PostgresInstallation(programs: folder, version: "")
        }
        throw Missing()
    }
}
