public import Contracts

extension Alert {
    /// Whether the alert measures processors or time, by its name and its text: such trouble may be the node's, and not the target's own.
    public var isAboutPerformance: Bool {
        [name, annotations["summary"], annotations["description"], annotations["message"]].contains { text in
            guard let text = text?.lowercased() else { return false }
            return Self.performance.contains { text.contains($0) }
        }
    }

    /// `load` alone would be found in every workload.
    private static let performance = [
        "cpu", "latency", "slow", "throttl", "saturat", "p99", "p95", "p90", "percentile", "duration", "response time", "responsetime", "apdex",
        "deadline", "timeout", "timed out", "timing out", "load average", "highload", "nodeload", "systemload", "load is high", "noisy",
        "neighbour", "neighbor", "steal",
    ]
}
