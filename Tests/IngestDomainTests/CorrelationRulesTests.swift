import Contracts
import IngestDomain
import Primitives
import Testing

@Suite("Correlation rules")
struct CorrelationRulesTests {
    private func alert(_ labels: [String: String], groupKey: String = "") throws -> IncomingAlert {
        let now = Timestamp(microseconds: 1_795_000_000_000_000)
        let alert = Alert(status: .firing, labels: labels, startsAt: now, fingerprint: "f00")
        return try IncomingAlert(alert, path: "alerts[0]", groupKey: groupKey, defaultCluster: "lab", receivedAt: now)
    }

    @Test("The first rule that applies makes the key, and an alert that none applies to stands alone")
    func firstRule() throws {
        let rules = CorrelationRules([
            CorrelationRule(by: [.label("team")], when: [LabelCondition(label: "alertname", text: "Etcd*|KubeAPI*")], joinWindow: .seconds(60)),
            CorrelationRule(by: [.namespace, .label("team")]),
            CorrelationRule(by: [.node]),
        ])
        let cases: [([String: String], String)] = [
            (["alertname": "EtcdDown", "team": "infra", "namespace": "x"], "team=infra"),
            (["alertname": "Other", "team": "infra", "namespace": "x"], "namespace=x,team=infra"),
            (["alertname": "EtcdDown", "node": "n1"], "node:n1"),
            (["alertname": "EtcdDown", "team": ""], "alert:f00"),
            (["alertname": "Other", "namespace": "a,b", "team": "c=d\\"], "namespace=a\\,b,team=c\\=d\\\\"),
        ]
        for (labels, key) in cases {
            #expect(rules.correlation(of: try alert(labels)).key.description == key)
        }
        #expect(rules.correlation(of: try alert(["alertname": "EtcdDown", "team": "infra"])).joinWindow == .seconds(60))
        #expect(rules.correlation(of: try alert(["node": "n1"])).joinWindow == nil)
    }

    @Test("A rule by workload or node makes the key by which causes find incidents")
    func sameKeys() throws {
        let labels = ["namespace": "shop", "deployment": "orders", "node": "n1"]
        #expect(
            CorrelationRules([CorrelationRule(by: [.namespace, .workload])]).correlation(of: try alert(labels)).key
                == .workload("orders", namespace: "shop"))
        #expect(CorrelationRules([CorrelationRule(by: [.node])]).correlation(of: try alert(labels)).key == .node("n1"))
    }

    @Test(
        "A condition holds by its alternatives, with stars, and the other way round behind an exclamation mark",
        arguments: [
            ("db", "db", true), ("db", "dbx", false), ("db*", "dbx", true), ("*b*", "aabaa", true), ("a*c", "abcbc", true), ("a*c", "abcb", false),
            ("a|b", "b", true), ("!a|b", "b", false), ("!a|b", "c", true), ("*", "", true), ("", "", true), ("", "x", false), ("!", "x", true),
            ("a**b", "ab", true), ("*aab", "aaaab", true),
        ])
    func conditions(text: String, value: String, expected: Bool) throws {
        let rules = CorrelationRules([CorrelationRule(by: [.namespace], when: [LabelCondition(label: "team", text: text)])])
        let key = rules.correlation(of: try alert(["namespace": "x", "team": value])).key.description
        #expect((key == "namespace=x") == expected)
    }
}
