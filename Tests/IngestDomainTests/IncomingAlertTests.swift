import Contracts
import IngestDomain
import Primitives
import Testing

@Suite("Incoming alerts")
struct IncomingAlertTests {
    private static let now = Timestamp(microseconds: 1_795_000_000_000_000)

    private func incoming(_ labels: [String: String], groupKey: String = "", fingerprint: String? = nil) throws -> IncomingAlert {
        let alert = Alert(status: .firing, labels: labels, startsAt: Self.now, fingerprint: fingerprint)
        return try IncomingAlert(alert, path: "alerts[0]", groupKey: groupKey, defaultCluster: "default", receivedAt: Self.now)
    }

    @Test(
        "Alerts are gathered by workload, else by node, else by group, else by themselves",
        arguments: [
            (["namespace": "shop", "pod": "orders-585858c476-rnwf8", "node": "n1"], "", "workload:shop/orders"),
            (["namespace": "shop", "statefulset": "orders-db"], "", "workload:shop/orders-db"),
            (["namespace": "shop", "node": "n1"], "group", "node:n1"),
            (["node": "n1"], "", "node:n1"),
            (["namespace": "shop"], "{}:{alertname=\"A\"}", "group:{}:{alertname=\"A\"}"),
            (["alertname": "Watchdog"], "", "alert:f00"),
        ] as [([String: String], String, String)])
    func correlates(labels: [String: String], groupKey: String, expected: String) throws {
        let alert = try incoming(labels, groupKey: groupKey, fingerprint: "f00")
        #expect(CorrelationRules.standard.correlation(of: alert).key.description == expected)
    }

    @Test("The sent fingerprint is trusted, and an absent one is computed")
    func fingerprints() throws {
        #expect(try incoming(["a": "b"], fingerprint: "sent").fingerprint == "sent")
        #expect(try incoming(["a": "b"]).fingerprint == Fingerprint.compute(["a": "b"]))
    }

    @Test("A cluster label names the cluster; without one the default does")
    func clusters() throws {
        #expect(try incoming(["cluster": "east"]).cluster == "east")
        #expect(try incoming(["a": "b"]).cluster == "default")
    }

    @Test("What exceeds a bound is rejected by its field")
    func bounds() throws {
        let many = Dictionary(uniqueKeysWithValues: (0..<300).map { ("label\($0)", "x") })
        for (labels, field) in [
            (many, "alerts[0].labels"), ([:], "alerts[0].labels"),
            (["big": String(repeating: "x", count: 40_000)], "alerts[0].labels.big"),
        ] {
            do throws(IntakeError) {
                let alert = Alert(status: .firing, labels: labels, startsAt: Self.now)
                _ = try IncomingAlert(alert, path: "alerts[0]", defaultCluster: "d", receivedAt: Self.now)
                Issue.record("taken: \(labels.count) labels")
            } catch {
                guard case .rejected(let errors) = error else { throw error }
                #expect(errors.map(\.field) == [field])
            }
        }
    }

    @Test("A key of any length stays within an index entry, and different texts keep different keys")
    func boundedKeys() throws {
        let long = String(repeating: "ü", count: 4_000)
        let one = try incoming(["namespace": "a", "deployment": long + "1"])
        let two = try incoming(["namespace": "a", "deployment": long + "2"])
        let keys = [one, two].map { CorrelationRules.standard.correlation(of: $0).key }
        #expect(keys[0].description.utf8.count <= 512)
        #expect(keys[0] != keys[1])
        #expect(one.analysisKey != two.analysisKey)
    }

    @Test(
        "Severities in common use have an order, all others stand below",
        arguments: zip(["critical", "page", "error", "high", "warning", "info", "none", "", "Critical"], [4, 4, 3, 3, 2, 1, 0, 0, 4]))
    func severities(name: String, rank: Int) {
        #expect(Severity(name).rank == rank)
        #expect(Severity(name).name == name)
    }

    @Test("There is one word to choose for each rank, the gravest first, and all that are accepted have one")
    func choices() {
        #expect(Severity.choices.map { Severity($0).rank } == [4, 3, 2, 1])
        #expect(Severity.accepted.allSatisfy { Severity($0).isRanked })
        #expect(!Severity("kritisch").isRanked)
    }
}
