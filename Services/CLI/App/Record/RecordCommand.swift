import ArgumentParser
import Kubernetes
import Primitives
import Settings

/// `whence record`: a live namespace into a folder that `whence replay` serves.
struct RecordCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "record",
        abstract: "Record a namespace of a live cluster, to be analysed or replayed elsewhere.",
        discussion: """
            Writes the API server's answers as they come, the logs of the namespace's containers, and what Prometheus knows of \
            them. Secrets are not read, not even listed. ConfigMaps, logs and containers' variables are recorded as they \
            are: look through them before you pass a recording on.
            """)

    @Option(name: .shortAndLong, help: "The namespace to record.")
    var namespace: String

    @Option(
        name: [.customLong("out"), .customLong("output")],
        help: ArgumentHelp("The folder to write; the namespace's name by default. It must be empty.", valueName: "dir"))
    var out: String?

    @OptionGroup var cluster: ClusterOptions

    @Option(help: ArgumentHelp("Lines of each log, from its end.", valueName: "lines"))
    var tail = 1000

    func validate() throws {
        guard (1...1_000_000).contains(tail) else { throw ValidationError("--tail takes 1 to 1000000 lines.") }
    }

    func run() async throws {
        let access = try cluster.access()
        let prometheus = try cluster.prometheusURL()
        let folder = try RecordingFolder(creating: out ?? namespace)
        let gaps = try await Network.use { network in
            try await Network.use(access, timeout: .seconds(30)) { client in
                let recorder = ClusterRecorder(
                    client: client, prometheus: prometheus.map { PrometheusRecorder(transport: network, baseURL: $0.text) }, folder: folder,
                    clock: .system, options: .init(tailLines: tail))
                return try await recorder.record(namespace: namespace)
            }
        }
        StandardOutput.line("Recorded \(namespace) into \(folder.path): \(await folder.files) files, \((await folder.bytes + 1023) / 1024) KiB")
        for gap in gaps { StandardOutput.line("  without \(PlainText.sanitized(gap))") }
        StandardOutput.line("  whence replay \(folder.path)")
    }
}
