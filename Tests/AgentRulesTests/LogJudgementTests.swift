import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

@testable import AgentRules

/// Lines whose words alone don't say what they amount to: numbers, sockets, servers that speak of their callers.
@Suite struct LogJudgementTests {
    // MARK: Sockets and mounts

    static let unconnected: [(String, Bool)] = [
        ("open /data/index: transport endpoint is not connected", true),
        ("ls: cannot access '/mnt/models': Transport endpoint is not connected", true),
        ("OSError: [Errno 107] Transport endpoint is not connected: '/mnt/models/a.bin'", true),
        (
            "getpeername() failed (107: Transport endpoint is not connected) while reading client request line, client: 10.1.2.3, request: \"GET / HTTP/1.1\"",
            false
        ),
        ("java.net.SocketException: Transport endpoint is not connected", false),
        ("OSError: [Errno 107] Transport endpoint is not connected", false),
    ]

    @Test(arguments: unconnected) func onlyAPathCanLoseItsVolume(line: String, isVolume: Bool) {
        #expect((LogScanner.mechanism(of: line) == .volumeLost) == isVolume)
    }

    @Test(arguments: [true, false]) func whoMountsNothingCanLoseNoVolume(mounts: Bool) {
        var scene = Scene()
        let volumes: JSONValue = mounts ? [["name": "docs", "nfs": ["server": "10.0.0.9", "path": "/docs"]]] : []
        scene.deployment("web", spec: Scene.spec(["volumeMounts": [["name": "docs", "mountPath": "/docs"]]], pod: ["volumes": volumes]))
        let line = "OSError: [Errno 116] Stale file handle: '/docs/1.pdf'"
        scene.log(Scene.firstPod("web"), line, line, line)
        #expect(scene.cause(["deployment": "web", "alertname": "ErrorRateHigh"]).category == (mounts ? .volumeMountFailed : .healthy))
    }

    // MARK: Accounts

    static let accounts: [([String], JSONValue, Bool)] = [
        (
            [
                "org.postgresql.util.PSQLException: FATAL: password authentication failed for user \"app_rw\"",
                "org.postgresql.util.PSQLException: FATAL: password authentication failed for user \"app_ro\"",
                "org.postgresql.util.PSQLException: FATAL: password authentication failed for user \"app_admin\"",
            ], [], true
        ),
        (
            [
                "password authentication failed for user \"app_rw\"", "user authentication failed",
                "password authentication failed for user \"app_ro\"",
            ], [], true
        ),
        (
            ["invalid credentials user=one", "invalid credentials user=two", "invalid credentials user=three"],
            [["name": "DATABASE_URL", "value": "postgres://one@rates.example.com:5432/rates"]], true
        ),
        (["invalid credentials user=one", "invalid credentials user=two", "invalid credentials user=three"], [], false),
        (["login failed: invalid password user=one ip=203.0.113.7", "login failed: invalid password user=two ip=203.0.113.8"], [], false),
    ]

    @Test(arguments: accounts) func aProgramsOwnAccountsAreNotPeoples(lines: [String], env: JSONValue, isOwn: Bool) {
        var scene = Scene()
        scene.deployment("web", spec: Scene.spec(["env": env]))
        let entries = (lines + lines).enumerated().map { ContainerLog.Line(time: Scene.now - .seconds(60 - Int64($0.offset) * 2), text: $0.element) }
        scene.snapshot.logs = [
            ContainerLog(namespace: Scene.namespace, pod: Scene.firstPod("web"), container: "app", isPrevious: false, content: .lines(entries))
        ]
        let category = scene.cause(["deployment": "web", "alertname": "WebErrorRateHigh"]).category
        #expect((category == .dependencyCredentialsRejected) == isOwn)
    }

    // MARK: Garbage collection

    /// Lines with their ages in seconds, and whether memory is used up.
    static let collections: [([(Int64, String)], Bool)] = [
        (
            [
                (60, "GC(7) Pause Full (G1 Compaction Pause) 1021M->1014M(1024M) 2201.1ms"),
                (20, "GC(8) Pause Full (G1 Compaction Pause) 1022M->1015M(1024M) 2.1ms"),
            ], true
        ),
        ([(20, "GC(7) Pause Full (G1 Compaction Pause) 1021M->1014M(1024M) 2201.1ms")], false),
        (
            [
                (900, "GC(7) Pause Full (G1 Compaction Pause) 1021M->1014M(1024M) 2.1ms"),
                (20, "GC(8) Pause Full (G1 Compaction Pause) 1022M->1015M(1024M) 2.1ms"),
            ], false
        ),
        (
            [
                (60, "GC(7) Pause Full (Metadata GC Threshold) 92M->88M(98M) 31.1ms"),
                (20, "GC(8) Pause Full (Metadata GC Threshold) 92M->88M(98M) 31.1ms"),
            ], false
        ),
        (
            [
                (60, "GC(7) Pause Full (G1 Compaction Pause) 98M->86M(98M) 31.1ms"),
                (20, "GC(8) Pause Full (G1 Compaction Pause) 98M->86M(98M) 31.1ms"),
            ], false
        ),
        (
            [
                (90, "GC(6) Pause Full (G1 Compaction Pause) 990M->210M(1024M) 2.1ms"),
                (60, "GC(7) Pause Full (G1 Compaction Pause) 1021M->1014M(1024M) 2.1ms"),
                (20, "GC(8) Pause Full (G1 Compaction Pause) 1022M->1015M(1024M) 2.1ms"),
            ], true
        ),
        (
            [60, 20].map {
                (
                    $0,
                    "[Full GC (Ergonomics) [PSYoungGen: 102K->0K(2048K)] [ParOldGen: 1020M->1014M(1022M)] 1021M->1014M(1024M), [Metaspace: 30M->30M(1056M)], 2.2 secs]"
                )
            }, true
        ),
        ([(20, "[gc][88123] overhead, spent [812ms] collecting in the last [1.1s]")], true),
    ]

    @Test(arguments: collections) func collectionsTellOfMemoryOnlyWhereTheyFreeNothingAgainAndAgain(lines: [(Int64, String)], isUsedUp: Bool) {
        let content = lines.map { ContainerLog.Line(time: Scene.now - .seconds($0.0), text: $0.1) }
        let log = ContainerLog(namespace: "shop", pod: "web", container: "app", isPrevious: false, content: .lines(content))
        #expect(LogScanner().facts(in: log).contains { $0.mechanism == .outOfMemory } == isUsedUp)
    }
}
