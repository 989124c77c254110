import AgentDomain
import Primitives
import Testing

@Suite("A log's digest")
struct LogDigestTests {
    private static let start = Timestamp(microseconds: 1_795_247_036_000_000)

    /// A line a second.
    private func log(_ lines: [String]) -> ContainerLog {
        let dated = lines.enumerated().map { ContainerLog.Line(time: Self.start + .seconds($0.offset), text: $0.element) }
        return ContainerLog(namespace: "shop", pod: "p", container: "c", isPrevious: false, content: .lines(dated))
    }

    @Test(
        "takes for the same what differs in numbers, ids, addresses and times",
        arguments: [
            ("took 250ms for order 4711", "took 9s for order 8", "took <*> for order <*>"),
            ("2026-11-21T12:00:01.123Z done", "2025-01-02T00:00:00Z done", "<*> done"),
            ("dial 10.0.0.1:5432: refused", "dial 10.1.2.3:5432: refused", "dial <*>: refused"),
            ("request 7f9c24e8-3b1a-4c5d-9e8f-0a1b2c3d4e5f ok", "request 0a1b2c3d-7f9c-4c5d-9e8f-3b1a24e84e5f ok", "request <*> ok"),
            ("at 0x7ffe12ab", "at 0x10", "at <*>"),
        ])
    func same(first: String, second: String, pattern: String) {
        #expect(LogPattern.of(first) == pattern)
        #expect(LogPattern.of(second) == pattern)
    }

    @Test(
        "tells apart what differs in names and in codes of failure",
        arguments: [
            ("GET / 503", "GET / 200"), ("GET / 500", "GET / 404"), ("connect to orders-db:5432", "connect to cache:5432"), ("v1 is up", "v2 is up"),
        ])
    func different(first: String, second: String) {
        #expect(LogPattern.of(first) != LogPattern.of(second))
    }

    @Test("counts, dates, and quotes the newest line as it was written")
    func counts() throws {
        let digest = LogDigest(log(["started", "retry 1 failed", "retry 2 failed", "retry 13 failed", "sleeping"]))
        let template = try #require(digest.templates.first { $0.pattern == "retry <*> failed" })
        #expect(template.count == 3)
        #expect(template.sample.text == "retry 13 failed")
        #expect(template.firstSeen == Self.start + .seconds(1) && template.lastSeen == Self.start + .seconds(3))
        #expect(template.distanceFromEnd == 1)
    }

    @Test(
        "reads how grave a line says that it is",
        arguments: [
            ("level=error msg=x", LogSeverity.error), (#"{"level":"warn","msg":"x"}"#, .warning), (#"{"level":50,"msg":"x"}"#, .error),
            ("E1121 12:00:00.000000 1 main.go:12] x", .error), ("2026-11-21 12:00:00 UTC [1] FATAL:  password authentication failed", .fatal),
            ("12:00 INFO c.e.Orders - no error here", .info), ("[error] 1#1: upstream", .error), ("panic: x", .fatal), ("hello", .unknown),
            ("I1121 12:00:00.000000 1 main.go:12] error budget", .info),
        ])
    func severity(line: String, expected: LogSeverity) {
        #expect(LogSeverity(of: line) == expected)
    }

    struct Trace: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var lines: [String]
        /// The line that says what happened.
        var headline: String
    }

    @Test(
        "keeps a stack trace whole",
        arguments: [
            Trace(
                testDescription: "the JVM's",
                lines: [
                    "Exception in thread \"main\" java.lang.IllegalStateException: no data source", "\tat com.example.Orders.main(Orders.java:12)",
                    "Caused by: java.net.ConnectException: Connection refused", "\tat java.base/sun.nio.ch.Net.pollConnect(Native Method)",
                    "\t... 23 more",
                ], headline: "Caused by: java.net.ConnectException: Connection refused"),
            Trace(
                testDescription: "Python's",
                lines: [
                    "Traceback (most recent call last):", "  File \"/app/main.py\", line 3, in <module>", "    connect()",
                    "ConnectionRefusedError: [Errno 111] Connection refused", "During handling of the above exception, another exception occurred:",
                    "Traceback (most recent call last):", "  File \"/app/main.py\", line 9, in <module>", "    raise SystemError(\"no database\")",
                    "SystemError: no database",
                ], headline: "SystemError: no database"),
            Trace(
                testDescription: "Go's",
                lines: [
                    "panic: runtime error: invalid memory address or nil pointer dereference", "[signal SIGSEGV: segmentation violation code=0x1]",
                    "goroutine 1 [running]:", "main.(*Server).handle(0x0)", "\t/app/main.go:12 +0x1d", "exit status 2",
                ], headline: "panic: runtime error: invalid memory address or nil pointer dereference"),
            Trace(
                testDescription: "Node.js'",
                lines: [
                    "Error: connect ECONNREFUSED 10.0.0.1:5432", "    at TCPConnectWrap.afterConnect [as oncomplete] (node:net:1278:16) {",
                    "  errno: -111,", "  code: 'ECONNREFUSED'", "}",
                ], headline: "Error: connect ECONNREFUSED 10.0.0.1:5432"),
            Trace(
                testDescription: ".NET's",
                lines: [
                    "Unhandled exception. System.InvalidOperationException: no connection",
                    " ---> Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.1:5432", "   at Npgsql.NpgsqlConnector.Connect()",
                    "   --- End of inner exception stack trace ---", "   at Program.Main(String[] args) in /app/Program.cs:line 9",
                ], headline: "---> Npgsql.NpgsqlException (0x80004005): Failed to connect to 10.0.0.1:5432"),
            Trace(
                testDescription: "Ruby's",
                lines: [
                    "app.rb:3:in `connect': Connection refused - connect(2) (Errno::ECONNREFUSED)", "\tfrom app.rb:9:in `<main>'",
                ], headline: "app.rb:3:in `connect': Connection refused - connect(2) (Errno::ECONNREFUSED)"),
        ])
    func traces(row: Trace) throws {
        let digest = LogDigest(log(["starting"] + row.lines + ["2026-11-21 bye"]))
        #expect(digest.entryCount == 3)
        let template = try #require(digest.templates.first)
        #expect(template.sample.text == row.headline)
        #expect(template.sample.trace == row.lines)
        #expect(template.severity >= .error)
    }

    @Test("puts errors first, then what is new since the change, then the rest, and is bounded")
    func order() {
        var lines = (0..<60).map { "INFO served \($0)" } + ["INFO cache warm", "ERROR no route to orders-db"]
        lines += (0..<60).map { "INFO served \($0)" }
        lines += ["WARN slow answer", "INFO reloading"]
        let digest = LogDigest(log(lines), since: Self.start + .seconds(100))
        #expect(digest.templates.map(\.pattern).first == "ERROR no route to orders-db")
        #expect(digest.templates.last?.pattern == "INFO served <*>")
        #expect(digest.templates.filter(\.isNew).map(\.pattern) == ["WARN slow answer", "INFO reloading"])
        let names = "abcdefghijklmnopqrstuvwxyz".map(String.init)
        let many = names.flatMap { first in names.map { "kind \(first)\($0)" } }
        #expect(LogDigest(log(many)).templates.count == LogDigest.maximumTemplates)
    }

    @Test("that begins after the change takes nothing for new: nobody knows what was before")
    func unknownPast() {
        let digest = LogDigest(log(["ERROR x"]), since: Self.start - .seconds(60))
        #expect(!digest.templates.contains { $0.isNew })
    }
}
