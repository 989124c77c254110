import Contracts
import Testing

@Suite struct WorkloadNameTests {
    @Test(
        "A pod's name yields its controller's",
        arguments: [
            ("orders-585858c476-rnwf8", "orders"),
            ("checkout-api-7d4b9c5f6d-x2x4z", "checkout-api"),
            ("orders-db-0", "orders-db"),
            ("kafka-12", "kafka"),
            ("node-exporter-x7k2p", "node-exporter"),
            ("backup-29384920-zw9xk", "backup"),
            ("nightly-export-gqnj2", "nightly-export"),
            ("standalone", "standalone"),
            ("cart-service", "cart-service"),
            ("redis-cache-bw7xz", "redis-cache"),
            ("-x2x4z", "-x2x4z"),
            ("", ""),
        ])
    func podName(pod: String, workload: String) {
        #expect(WorkloadName.from(pod: pod) == workload)
    }

    @Test(
        "Labels name the workload outright, or through the pod, or not at all",
        arguments: [
            (["deployment": "orders", "pod": "kube-state-metrics-6d4b9c5f6d-x2x4z"], "orders"),
            (["statefulset": "orders-db"], "orders-db"),
            (["job_name": "backup-29384920", "job": "kube-state-metrics"], "backup"),
            (["replicaset": "orders-996c9b7cd"], "orders"),
            (["pod": "orders-996c9b7cd-55nd4", "job": "kube-state-metrics"], "orders"),
            (["deployment": "", "pod": "orders-db-0"], "orders-db"),
            (["node": "worker-1", "job": "node-exporter"], nil),
            ([:], nil),
        ] as [([String: String], String?)])
    func labels(labels: [String: String], workload: String?) {
        #expect(WorkloadName.from(labels: labels) == workload)
    }
}
