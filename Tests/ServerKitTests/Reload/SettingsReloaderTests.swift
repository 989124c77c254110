import FoundationEssentials
import Primitives
import ServerKit
import Settings
import Synchronization
import Telemetry
import Testing

private struct Sample: SettingsGroup {
    var rate: Int
    var port: Int

    init(reading settings: inout SettingsReader) {
        rate = settings.reloadable { $0.integer("RATE", default: 1, in: 1...9, help: "Rate.") }
        port = settings.integer("PORT", default: 1, in: 1...9, help: "Port.")
    }
}

@Suite("Settings that are read again")
struct SettingsReloaderTests {
    private final class Applied: Sendable {
        private let rates = Mutex<[Int]>([])
        func add(_ rate: Int) { rates.withLock { $0.append(rate) } }
        var all: [Int] { rates.withLock { $0 } }
    }

    private struct File {
        let path = FileManager.default.temporaryDirectory.appending(path: "reload-\(UInt64.random(in: .min ... .max)).yaml").path()

        init(_ text: String) throws { try write(text) }
        func remove() { try? FileManager.default.removeItem(atPath: path) }

        func write(_ text: String) throws { try Data(text.utf8).write(to: URL(filePath: path), options: .atomic) }
    }

    private let registry = MetricsRegistry()
    private let log = LogMemory()
    private let applied = Applied()

    private func makeReloader(_ file: File) throws -> SettingsReloader<Sample> {
        let environment = ["WHENCE_CONFIG": file.path]
        return SettingsReloader(
            environment: environment, started: try Sample.snapshot(environment: environment), reload: try ReloadSettings.load(environment: [:]),
            handlesSignals: false, registry: registry, logger: LogConfiguration(output: log).logger("test"),
            clock: .fixed(Timestamp(microseconds: 7_500_000))
        ) { [applied] settings, _ in applied.add(settings.rate) }
    }

    @Test("are taken over when they have changed, and only then")
    func change() async throws {
        let file = try File("rate: 2\n")
        defer { file.remove() }
        let reloader = try makeReloader(file)
        await reloader.reload(isAsked: false)
        #expect(applied.all == [])
        try file.write("rate: 3\n")
        for _ in 0..<3 { await reloader.reload(isAsked: false) }
        #expect(applied.all == [3])
        #expect(log.all.contains { $0.contains(#""changed":"RATE""#) })
        #expect(registry.exposition().contains(#"whence_config_reloads_total{outcome="applied"} 1"#))
        #expect(registry.exposition().contains("whence_config_last_reload_timestamp_seconds 7.5"))
    }

    @Test("are left alone as a whole where one is wrong, which is told once", arguments: ["rate: 99\nport: 2\n", "rate: [", "colour: red\n"])
    func mistake(text: String) async throws {
        let file = try File("rate: 2\n")
        defer { file.remove() }
        let reloader = try makeReloader(file)
        try file.write(text)
        #expect(registry.exposition().contains("whence_config_last_reload_successful 1"))
        for _ in 0..<3 { await reloader.reload(isAsked: false) }
        #expect(applied.all == [])
        #expect(registry.exposition().contains("whence_config_last_reload_successful 0"))
        #expect(log.all.count == 1)
        #expect(log.all.allSatisfy { $0.contains("what was set stays") })
        #expect(registry.exposition().contains(#"whence_config_reloads_total{outcome="refused"} 1"#))
        try file.write("rate: 2\n")
        for _ in 0..<2 { await reloader.reload(isAsked: false) }
        #expect(applied.all == [2])
        #expect(registry.exposition().contains("whence_config_last_reload_successful 1"))
    }

    @Test("every mistake is told")
    func mistakes() async throws {
        let file = try File("")
        defer { file.remove() }
        let reloader = try makeReloader(file)
        try file.write("rate: 99\nport: 99\n")
        for _ in 0..<2 { await reloader.reload(isAsked: false) }
        #expect(log.all.count == 2)
    }

    @Test("name what waits for a restart, until it is as it was")
    func restart() async throws {
        let file = try File("port: 2\n")
        defer { file.remove() }
        let reloader = try makeReloader(file)
        try file.write("port: 3\n")
        for _ in 0..<2 { await reloader.reload(isAsked: false) }
        #expect(log.all.contains { $0.contains("need a restart") && $0.contains(#""settings":"PORT""#) })
        let before = log.all.count
        try file.write("port: 2\n")
        for _ in 0..<2 { await reloader.reload(isAsked: false) }
        #expect(!log.all.dropFirst(before).contains { $0.contains("need a restart") })
    }

    @Test("answer in the log where a person asks, whether or not something has changed")
    func asked() async throws {
        let file = try File("rate: 2\n")
        defer { file.remove() }
        let reloader = try makeReloader(file)
        await reloader.reload(isAsked: true)
        #expect(log.all.count == 1)
        #expect(log.all.allSatisfy { $0.contains("settings reloaded") })
        #expect(registry.exposition().contains(#"whence_config_reloads_total{outcome="applied"} 0"#))
        #expect(registry.exposition().contains("whence_config_last_reload_timestamp_seconds 7.5"))
    }

    @Test("are those of a file that is written in place only once it is whole, unless a person asks")
    func truncated() async throws {
        let file = try File("rate: 2\n")
        defer { file.remove() }
        let reloader = try makeReloader(file)
        try file.write("")
        await reloader.reload(isAsked: false)
        try file.write("rate: 3\n")
        await reloader.reload(isAsked: false)
        #expect(applied.all == [])
        await reloader.reload(isAsked: false)
        #expect(applied.all == [3])
        try file.write("rate: 4\n")
        await reloader.reload(isAsked: true)
        #expect(applied.all == [3, 4])
    }
}
