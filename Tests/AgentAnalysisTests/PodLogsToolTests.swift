import AgentAnalysis
import AgentReasoning
import Primitives
import Testing

@Suite("The tool for logs")
struct PodLogsToolTests {
    private static let body = (0..<20).map { "MIIEq\(String(repeating: "abcdQz09", count: 7))\($0 % 10)" }
    private static let log = (["starting"] + ["-----BEGIN RSA PRIVATE KEY-----"] + body + ["-----END RSA PRIVATE KEY-----", "a quiet end"]).joined(
        separator: "\n")

    private func ask(_ contains: String?) async -> String {
        let cluster = StubCluster([:], others: ["/api/v1/namespaces/shop/pods/orders-1/log": .init(body: Self.log)])
        var arguments: [String: JSONValue] = ["namespace": "shop", "pod": "orders-1", "container": "app"]
        arguments["contains"] = contains.map { .string($0) }
        return await PodLogsTool(client: cluster.client()).call(.object(arguments)).text
    }

    @Test("masks before it chooses lines, so that no choice of them shows a key", arguments: ["q", "z09", "MIIE", nil])
    func masksFirst(contains: String?) async {
        let text = await ask(contains)
        #expect(!text.contains("MIIE"), "\(text)")
        if contains == nil { #expect(text.contains("starting\n") && text.hasSuffix("a quiet end")) }
        if contains == "q" { #expect(text.hasSuffix("a quiet end")) }
    }

    @Test("says it where no line holds what is looked for")
    func nothing() async {
        #expect(await ask("nobody") == "No line of these holds that.")
    }
}
