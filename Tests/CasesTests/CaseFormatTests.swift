import Contracts
import Primitives
import Testing

@testable import Cases

@Suite("A case's file")
struct CaseFormatTests {
    private static func expand(_ text: String) throws -> ExpandedCase {
        try Case(text: text, file: "Cases/runtime/example.yaml").expanded()
    }

    private static let minimal = """
        title: An example.
        namespace: shop
        workloads: [{deployment: ledger, ports: [8080]}]
        alerts: [{name: KubePodNotReady, labels: {pod: "${ledger.pod}"}, startsAt: -5m}]
        truth: {category: oom_killed, object: "Deployment shop/ledger"}
        """

    @Test("names its family by the folder, and fills in what an alert doesn't say")
    func minimal() throws {
        let expanded = try Self.expand(Self.minimal)
        #expect(expanded.source.family == "runtime")
        #expect(expanded.source.name == "example")
        let judged = try #require(expanded.alerts.first)
        #expect(judged.alert.labels["namespace"] == "shop")
        #expect(judged.alert.labels["severity"] == "warning")
        #expect(judged.alert.labels["pod"]?.hasPrefix("ledger-") == true)
        #expect(judged.alert.startsAt == expanded.moment - .seconds(300))
        #expect(judged.truth.categories == [.oomKilled])
    }

    @Test(
        "is refused with the place of the mistake",
        arguments: [
            ("deployment: ledger", "deploymnet: ledger", "workloads[0]", "must have one of"),
            ("ports: [8080]", "prots: [8080]", "workloads[0].prots", "is not a key here"),
            ("oom_killed", "oom_kiled", "truth.category", "'oom_kiled' is no category"),
            ("${ledger.pod}", "${leger.pod}", "alerts[0].labels.pod", "stands for nothing"),
            ("startsAt: -5m", "startsAt: soon", "alerts[0].startsAt", "must be a time"),
            ("Deployment shop/ledger", "ledger", "truth.object[0]", "must be written as in"),
            ("ports: [8080]", "pods: [sleeping]", "workloads[0].pods[0]", "'sleeping' is no state"),
            ("namespace: shop", "namespace: {}", "namespace", "must be text"),
        ])
    func mistakes(_ right: String, _ wrong: String, _ place: String, _ problem: String) throws {
        let text = Self.minimal.replacing(right, with: wrong)
        let error = #expect(throws: CaseError.self) { try Self.expand(text) }
        #expect(error?.file == "Cases/runtime/example.yaml")
        #expect(error?.place == place)
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test("is refused where it isn't YAML, has no title, or holds a Secret")
    func unreadable() throws {
        #expect(throws: CaseError.self) { try Case(text: "a: [", file: "x.yaml") }
        #expect(throws: CaseError.self) { try Case(text: "namespace: shop", file: "x.yaml") }
        let secret = Self.minimal + "\nobjects: [{kind: Secret, metadata: {name: s}}]"
        #expect(throws: CaseError.self) { try Self.expand(secret) }
    }

    @Test("keeps words that other YAML versions take for truths")
    func words() throws {
        let value = try CaseYAML.parse("{a: no, b: on, c: true, d: 0644, e: 1.5, f: \"7\", g: 7}", file: "x")
        #expect(value["a"]?.string == "no")
        #expect(value["b"]?.string == "on")
        #expect(value["c"]?.bool == true)
        #expect(value["d"]?.string == "0644")
        #expect(value["e"] == .number(1.5))
        #expect(value["f"]?.string == "7")
        #expect(value["g"]?.integer == 7)
    }
}
