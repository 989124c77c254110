import AgentDomain
import Contracts
import Testing

@testable import AgentRules

@Suite("What an alert says of itself")
struct AlertWordsTests {
    private func words(_ name: String, _ description: String = "", status: AlertStatus = .firing) -> AlertWords {
        AlertWords(Alert(status: status, labels: ["alertname": name], annotations: ["description": description], startsAt: Scene.now))
    }

    @Test(
        "holds the words that a phrase begins, in prose and in CamelCase",
        arguments: [
            ("HPAScalingLimited", "", "scal"), ("KubeHpaMaxedOut", "", "hpa"), ("HTTP5xxRateHigh", "", "5xx"), ("ContainerOOMKilled", "", "oom"),
            ("HighP99Latency", "", "p99"), ("DiskAlmostFull", "", "disk"), ("X", "The disk space runs out", "space$"),
            ("X", "consumer lag is 400", "lag$"), ("X", "3 pods are waiting", "pod$"), ("kube_node_down", "", "down$"),
        ])
    func begins(name: String, text: String, phrase: String) {
        #expect(words(name, text).mention(any: [phrase]))
    }

    @Test(
        "doesn't hold what is only a part of a word",
        arguments: [
            ("Pod shop-1 in namespace shop isn't ready", "space"), ("escalate to #payments", "scal"), ("the flagger canary", "lag"),
            ("a certain share", "cert$"), ("downloads are slow", "down$"), ("the nodejs runtime", "node$"),
            ("see https://runbooks.example/disk-full", "disk"),
        ])
    func within(text: String, phrase: String) {
        #expect(!words("X", text).mention(any: [phrase]))
    }

    @Test("names an object by its whole name")
    func names() {
        let words = words("X", "Claim data-0 of orders-db is full.")
        #expect(words.name("orders-db"))
        #expect(words.name("data-0"))
        #expect(!words.name("orders"))
        #expect(!words.name("db"))
    }

    @Test("says nothing once the alert is resolved")
    func resolved() {
        #expect(!words("DiskFull", status: .resolved).mention(any: ["disk"]))
    }
}
