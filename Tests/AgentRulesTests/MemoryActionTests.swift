import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What to do about memory that doesn't suffice: the bound that was met is the one to move, and nothing is made smaller than it is.
@Suite struct MemoryActionTests {
    struct Runtime: Sendable, CustomTestStringConvertible {
        var name: String
        var line: String
        var exitCode = 1
        var testDescription: String { name }
    }

    static let runtimes = [
        Runtime(name: "node", line: "FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory", exitCode: 134),
        Runtime(name: "java", line: "java.lang.OutOfMemoryError: Java heap space"),
        Runtime(name: "metaspace", line: "Caused by: java.lang.OutOfMemoryError: Metaspace"),
        Runtime(name: "buffers", line: "java.lang.OutOfMemoryError: Direct buffer memory"),
        Runtime(
            name: "dotnet", line: "Unhandled exception. System.OutOfMemoryException: Exception of type 'System.OutOfMemoryException' was thrown."),
        Runtime(name: "python", line: "MemoryError: Unable to allocate 12.1 GiB for an array with shape (40000, 40000)"),
        Runtime(name: "php", line: "PHP Fatal error:  Allowed memory size of 134217728 bytes exhausted (tried to allocate 20480 bytes)"),
        Runtime(name: "accelerator", line: "torch.cuda.OutOfMemoryError: CUDA out of memory. Tried to allocate 2.00 GiB"),
        Runtime(name: "unknown", line: "fatal error: out of memory"),
    ]

    private static func response(_ runtime: Runtime, limit: String?, _ container: JSONValue = [:]) -> AnalyzeResponse {
        var scene = Scene()
        var fields = container.object ?? [:]
        if let limit { fields["resources"] = ["limits": ["memory": .string(limit)]] }
        scene.deployment("web", spec: Scene.spec(.object(fields)), statuses: [Scene.crashLooping(runtime.exitCode)])
        scene.log(Scene.firstPod("web"), "INFO serving", runtime.line)
        return scene.analyze(["deployment": "web"])
    }

    private static func immediate(_ runtime: String, limit: String?, _ container: JSONValue = [:]) throws -> Recommendation {
        let runtime = try #require(runtimes.first { $0.name == runtime })
        return try #require(response(runtime, limit: limit, container).recommendations.first { $0.kind == .immediate })
    }

    /// The amount that a command would set.
    private static func amount(in command: String) -> Quantity? {
        command.split(separator: " ").first { $0.hasPrefix("--limits=memory=") }.flatMap { Quantity(String($0.dropFirst(16))) }
    }

    @Test(arguments: runtimes, ["64Mi", "1500M", "4Gi", nil])
    func `no limit is lowered, and none is set where there is none`(runtime: Runtime, limit: String?) throws {
        for recommendation in Self.response(runtime, limit: limit).recommendations {
            guard let amount = recommendation.command.flatMap(Self.amount) else { continue }
            let present = try #require(limit.flatMap { Quantity($0) })
            #expect(amount > present)
        }
    }

    @Test func `a heap that its runtime bounds is enlarged by the runtime's own flag, within the container's limit`() throws {
        let node = try Self.immediate("node", limit: "4Gi")
        #expect(node.command == "kubectl set env deployment/web -n shop -c app NODE_OPTIONS=--max-old-space-size=3072")
        #expect(node.text.contains("4Gi"))
        let java = try Self.immediate("java", limit: "4Gi")
        #expect(java.command == "kubectl set env deployment/web -n shop -c app JAVA_TOOL_OPTIONS=-XX:MaxRAMPercentage=75")
        #expect(java.text.contains("4Gi"))
    }

    @Test func `a heap that follows the container's limit grows with it`() throws {
        let now = try Self.immediate("dotnet", limit: "2Gi")
        #expect(now.command == "kubectl set resources deployment/web -n shop -c app --limits=memory=4Gi")
        #expect(now.text.contains("DOTNET_GCHeapHardLimit"))
    }

    @Test func `a heap that is set already is quoted and not set beside itself`() throws {
        let set = try Self.immediate("java", limit: "4Gi", ["env": [["name": "JAVA_OPTS", "value": "-Xms256m -Xmx512m"]]])
        #expect(set.text.contains("now -Xmx512m;"))
        #expect(set.command == "kubectl edit deployment/web -n shop")
        let others = try Self.immediate("java", limit: "4Gi", ["env": [["name": "JAVA_TOOL_OPTIONS", "value": "-javaagent:/otel.jar"]]])
        #expect(others.command == "kubectl edit deployment/web -n shop")
    }

    @Test func `a heap that fills its container needs a larger container as well`() throws {
        let node = try Self.immediate("node", limit: "4Gi", ["args": ["node", "--max-old-space-size=3500", "server.js"]])
        #expect(node.text.contains("raise the memory limit with it"))
        let small = try Self.immediate("node", limit: "4Gi", ["args": ["node", "--max-old-space-size=1024", "server.js"]])
        #expect(!small.text.contains("raise the memory limit"))
    }

    @Test(arguments: ["python", "php", "accelerator", "metaspace", "buffers"])
    func `memory that isn't the container's is no reason for a larger one`(runtime: String) throws {
        #expect(try Self.immediate(runtime, limit: "4Gi").command?.contains("memory=") == false)
    }

    @Test func `only the kernel's kill is called one`() throws {
        var scene = Scene()
        let run = (0..<6).map { "INFO cache holds \(100 + $0 * 200) MB" }
        for reason in ["OOMKilled", "Error"] {
            scene = Scene()
            scene.deployment("web", statuses: [Scene.crashLooping(reason == "OOMKilled" ? 137 : 134, reason)])
            let lines = (run + [Self.runtimes[0].line]).enumerated().map { position, text in
                ContainerLog.Line(time: Scene.now - .seconds(Int64(7 - position) * 60), text: text)
            }
            scene.snapshot.logs = [
                ContainerLog(namespace: "shop", pod: Scene.firstPod("web"), container: "app", isPrevious: false, content: .lines(lines))
            ]
            let titles = scene.analyze(["deployment": "web"]).rootCauses.map(\.title)
            #expect(titles.contains { $0.contains("grows until") })
            #expect(titles.contains { $0.contains("the kernel kills it") } == (reason == "OOMKilled"))
        }
    }

    @Test func `a container that the kernel killed without a limit of its own gets no number`() throws {
        var scene = Scene()
        scene.deployment("web", statuses: [Scene.crashLooping(137, "OOMKilled")])
        let now = try #require(scene.analyze(["deployment": "web"]).recommendations.first { $0.kind == .immediate })
        #expect(now.command == "kubectl top pods -n shop --containers")
    }

    @Test func `a Job's limit is raised where its next run gets it from`() throws {
        var scene = Scene()
        scene.job(
            "nightly-1", failed: "BackoffLimitExceeded", cronJob: "nightly",
            statuses: [Scene.status(phase: "Failed", state: Scene.ended(137, "OOMKilled"))])
        scene.snapshot.pods[0].spec.containers[0].limits = ["memory": .bytes(1 << 30)]
        let now = try #require(scene.analyze(["job_name": "nightly-1"]).recommendations.first { $0.kind == .immediate })
        #expect(now.command == "kubectl set resources cronjob/nightly -n shop -c app --limits=memory=2Gi")
    }
}
