package import Contracts
package import Primitives
package import Recording

/// A case as the cluster that it stands for: what is asked, what is expected, and every answer of the API.
package struct ExpandedCase: Sendable {
    package var source: Case
    package var variation: Variation
    package var alerts: [JudgedAlert]
    /// As a recording's folder holds them, by path.
    package var files: [String: [UInt8]]
    /// The analysis's now.
    package var moment: Timestamp

    package struct JudgedAlert: Sendable {
        package var alert: Alert
        package var truth: CaseTruth
    }

    package func cluster() throws(RecordingError) -> RecordedCluster {
        RecordedCluster(try Recording(files: files, of: source.file))
    }
}

extension Case {
    package func expanded(_ variation: Variation = .none) throws(CaseError) -> ExpandedCase {
        try CaseExpansion(self, variation: variation).expanded()
    }
}
