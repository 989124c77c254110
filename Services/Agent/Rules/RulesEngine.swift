public import AgentDomain
public import Contracts
package import Masking

/// The whole analysis where no language model is configured, and the ground that one stands on: a snapshot in, a report out. Pure.
public struct RulesEngine: Sendable {
    public init() {}

    /// - Parameters:
    ///   - capabilities: as probed by the caller; passed on.
    ///   - timings: milliseconds by stage, passed on.
    public func analyze(
        _ request: AnalyzeRequest, snapshot: ClusterSnapshot, capabilities: Capabilities = Capabilities(), timings: [String: Double] = [:]
    ) -> AnalyzeResponse {
        study(request, snapshot: snapshot, masking: Masker.standard.session(), capabilities: capabilities, timings: timings).response
    }

    /// The same, with what a second opinion starts from.
    ///
    /// - Parameter masking: the analysis' own.
    package func study(
        _ request: AnalyzeRequest, snapshot: ClusterSnapshot, masking: MaskingSession, capabilities: Capabilities = Capabilities(),
        timings: [String: Double] = [:]
    ) -> RulesStudy {
        let index = ClusterIndex(snapshot)
        let target = InvestigationTarget(alert: request.alert, index: index)
        var diagnostician = Diagnostician(Investigation(index: index, alert: request.alert, target: target, masking: masking))
        let diagnosis = diagnostician.diagnose()
        return ReportWriter(request: request, diagnosis: diagnosis, investigation: diagnostician.finder.investigation)
            .study(capabilities: capabilities, timings: timings)
    }
}
