import Contracts
import IngestDomain
import Primitives
import Testing

/// What goes with alerts that a person takes out of an incident.
@Suite("Taking alerts out of an incident") struct RelocationTests {
    private static func alert(_ fingerprint: String, _ name: String, on workload: String?, node: String? = nil, firing: Bool = true)
        -> Relocation.Alert
    {
        Relocation.Alert(
            fingerprint: fingerprint, name: name, namespace: workload.map { _ in "shop" }, workload: workload, node: node, severity: .warning,
            startsAt: Timestamp(microseconds: Int64(fingerprint.utf8.first ?? 0)), isFiring: firing,
            correlationKey: workload.map { "workload:shop/\($0)" } ?? node.map { "node:\($0)" })
    }

    private static let all = [
        alert("a", "NotReady", on: "orders"), alert("b", "NotReady", on: "orders"), alert("c", "Crash", on: "orders"),
        alert("d", "Slow", on: "orders-db"), alert("e", "Disk", on: nil, node: "n1"),
    ]

    @Test("All alerts of a workload take its key and their analyses along")
    func whole() throws {
        let relocation = try Relocation(["a", "b", "c"], of: Self.all)
        #expect(relocation.keys == ["workload:shop/orders"])
        #expect(relocation.analyses.map(\.alertName) == ["NotReady", "Crash"])
        #expect(relocation.unanswered.isEmpty)
        #expect(relocation.remaining.map(\.fingerprint) == ["d", "e"])
        #expect(relocation.description == "NotReady: shop/orders and 2 more")
    }

    @Test("What others need as well stays, and is asked for anew")
    func part() throws {
        let relocation = try Relocation(["a", "c", "e"], of: Self.all)
        #expect(relocation.keys == ["node:n1"])
        #expect(relocation.analyses.map(\.alertName) == ["Crash", "Disk"])
        #expect(relocation.unanswered.map(\.fingerprint) == ["a"])
    }

    @Test("What doesn't fire asks for nothing")
    func quiet() throws {
        let relocation = try Relocation(["a"], of: [Self.alert("a", "A", on: "x", firing: false), Self.alert("b", "A", on: "x")])
        #expect(relocation.unanswered.isEmpty && relocation.analyses.isEmpty)
    }

    @Test("The key that a stored alert's next episodes come in by is known but where the notification group may decide")
    func keys() throws {
        func key(_ rules: [CorrelationRule], _ labels: [String: String]) throws -> String? {
            let alert = Alert(status: .firing, labels: labels, startsAt: Timestamp(microseconds: 0))
            let incoming = try IncomingAlert(alert, path: "", defaultCluster: "lab", receivedAt: Timestamp(microseconds: 0))
            return CorrelationRules(rules).key(ofStored: incoming)?.description
        }
        #expect(try key(CorrelationRules.standard.rules, ["namespace": "shop", "deployment": "orders"]) == "workload:shop/orders")
        #expect(try key(CorrelationRules.standard.rules, ["node": "n1"]) == "node:n1")
        #expect(try key(CorrelationRules.standard.rules, ["alertname": "A"]) == nil)
        let byGroup = CorrelationRule(by: [.groupKey], when: [LabelCondition(label: "team", text: "web")])
        let byZone = CorrelationRule(by: [.label("zone")])
        #expect(try key([byGroup, byZone], ["zone": "a"]) == "zone=a")
        #expect(try key([byGroup, byZone], ["zone": "a", "team": "web"]) == nil)
        #expect(try key([byZone, byGroup], ["zone": "a", "team": "web"]) == "zone=a")
    }

    @Test("Strangers and the whole of an incident are refused")
    func refusals() {
        #expect(throws: Relocation.Refusal.unknown(["y", "z"])) { try Relocation(["a", "z", "y"], of: Self.all) }
        #expect(throws: Relocation.Refusal.everything) { try Relocation(["a", "b", "c", "d", "e"], of: Self.all) }
    }
}
