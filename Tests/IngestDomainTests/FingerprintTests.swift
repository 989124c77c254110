import IngestDomain
import Testing

@Suite("Fingerprint")
struct FingerprintTests {
    /// The offset basis of FNV-1a is what no labels hash to, and the others are what Alertmanager sent for these labels.
    @Test(
        "Labels hash as Alertmanager hashes them",
        arguments: [
            ([:], "cbf29ce484222325"),
            (
                [
                    "alertname": "KubeDeploymentReplicasMismatch", "cluster": "lab", "deployment": "orders", "instance": "127.0.0.1:18081",
                    "job": "kube-state-metrics", "namespace": "shop", "severity": "warning",
                ], "aaf4498d8547d4dc"
            ),
        ] as [([String: String], String)])
    func hashes(labels: [String: String], expected: String) {
        #expect(Fingerprint.compute(labels) == expected)
    }

    @Test("Names are sorted by bytes, and a separator keeps name and value apart")
    func separates() {
        #expect(Fingerprint.compute(["a": "bc"]) != Fingerprint.compute(["ab": "c"]))
        #expect(Fingerprint.compute(["Z": "1", "a": "2"]) == Fingerprint.compute(["a": "2", "Z": "1"]))
        #expect(Fingerprint.compute(["x": "1"]).utf8.count == 16)
    }
}
