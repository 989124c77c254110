package import AgentDomain
package import Contracts

/// What an analysis has when its model is asked: all that the prompt is written from.
package struct AnalysisMaterial: Sendable {
    package var request: AnalyzeRequest
    /// With the artifacts: events, logs, traces.
    package var rules: RulesStudy
    /// What was measured, each as evidence without an id.
    package var measurements: [EvidenceItem]
    package var objects: [ClusterOverview.Line]
    /// Of the same alert, the latest first.
    package var earlier: [EarlierAnalysis]

    package init(
        request: AnalyzeRequest, rules: RulesStudy, measurements: [EvidenceItem] = [], objects: [ClusterOverview.Line] = [],
        earlier: [EarlierAnalysis] = []
    ) {
        self.request = request
        self.rules = rules
        self.measurements = measurements
        self.objects = objects
        self.earlier = earlier
    }
}
