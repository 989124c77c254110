/// What one analysis answers for: an alert's name on one workload, however many series of it fire.
package struct AnalysisKey: Hashable, Sendable {
    /// The `alertname` label.
    package let alertName: String
    /// `namespace/workload`, else the node, else empty.
    package let subject: String

    static let maximumBytes = 512

    /// One that is known already.
    package init(alertName: String, subject: String) {
        self.alertName = alertName
        self.subject = subject
    }

    package init(alertName: String, namespace: String?, workload: String?, node: String?) {
        self.alertName = alertName.boundedKey(Self.maximumBytes)
        let subject =
            if let workload {
                namespace.map { "\($0)/\(workload)" } ?? workload
            } else {
                node ?? ""
            }
        self.subject = subject.boundedKey(Self.maximumBytes)
    }
}
