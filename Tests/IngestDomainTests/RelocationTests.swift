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
            startsAt: Timestamp(microseconds: Int64(fingerprint.utf8.first ?? 0)), isFiring: firing)
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

    @Test("Strangers and the whole of an incident are refused")
    func refusals() {
        #expect(throws: Relocation.Refusal.unknown(["y", "z"])) { try Relocation(["a", "z", "y"], of: Self.all) }
        #expect(throws: Relocation.Refusal.everything) { try Relocation(["a", "b", "c", "d", "e"], of: Self.all) }
    }
}
