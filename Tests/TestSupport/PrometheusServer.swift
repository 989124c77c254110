import FoundationEssentials
import HTTPKit

/// A real Prometheus with a past: series are backfilled before it starts.
package final class PrometheusServer: Sendable {
    package let address: String
    private let folder: TemporaryDirectory
    private let process: ChildProcess

    /// - Parameters:
    ///   - openMetrics: samples in OpenMetrics' text format, with their times; the closing `# EOF` is added.
    ///   - rules: a rules file's `groups`; none where empty.
    package init(openMetrics: String, rules: String = "groups: []") async throws {
        folder = try TemporaryDirectory("prometheus")
        let port = try freePort()
        address = "http://127.0.0.1:\(port)"
        try Data("\(openMetrics)# EOF\n".utf8).write(to: URL(filePath: folder.file("past.txt")))
        try Data(rules.utf8).write(to: URL(filePath: folder.file("rules.yml")))
        try Data("rule_files: [\(folder.file("rules.yml"))]\n".utf8).write(to: URL(filePath: folder.file("prometheus.yml")))
        try await ChildProcess.run(
            Self.program("promtool"), ["tsdb", "create-blocks-from", "openmetrics", folder.file("past.txt"), folder.file("data")])
        process = try ChildProcess(
            Self.program("prometheus"),
            [
                "--config.file=\(folder.file("prometheus.yml"))", "--storage.tsdb.path=\(folder.file("data"))",
                "--web.listen-address=127.0.0.1:\(port)",
            ])
        try await process.waitForLine(containing: "Server is ready to receive web requests")
    }

    private static func program(_ name: String) throws -> String {
        guard let path = ["/usr/bin/\(name)", "/usr/local/bin/\(name)"].first(where: FileManager.default.isExecutableFile(atPath:)) else {
            throw TestSupportError("\(name) is not installed: apt-get install prometheus")
        }
        return path
    }
}
