import AgentDomain
package import Contracts

/// The question of one analysis, written out.
package struct AnalysisPrompt: Sendable {
    /// The same for all analyses.
    package let system: String
    package let question: String
    /// All that the question shows and that can be cited, by id.
    package let evidence: [EvidenceItem]
    /// Estimated, both together.
    package let tokens: Int
    package let systemTokens: Int
    /// How many lines were left out, by section.
    package let leftOut: [PromptSection: Int]

    /// - Parameter mask: The boundary that all data passes on its way out.
    package init(_ material: AnalysisMaterial, fence: Fence, budget: PromptBudget = PromptBudget(), mask: (String) -> String) {
        system = AnalystText.system
        systemTokens = TokenEstimate.tokens(of: system)
        let request = material.request
        let task = AnalystText.task(request.alert, depth: request.depth, language: request.language)
        let headings = PromptSection.allCases.map { "## \($0.heading)\n" + fence.wrap("") }.joined(separator: "\n\n")
        let fixed = systemTokens + TokenEstimate.tokens(of: fence.notice + task + headings)
        let packed = PromptPacker(budget: budget, fixedTokens: fixed).pack(material.items.map { $0.shown(by: mask) })
        leftOut = packed.leftOut

        var evidence: [EvidenceItem] = []
        let taken = material.rules.response.evidence.count
        var next = taken + 1
        var lines: [PromptSection: [String]] = [:]
        for item in packed.items {
            guard var shown = item.evidence else {
                lines[item.section, default: []].append(item.text)
                continue
            }
            if shown.id.isEmpty {
                shown.id = "E\(next)"
                next += 1
            }
            shown.text = mask(shown.text)
            evidence.append(shown)
            lines[item.section, default: []].append("\(shown.id) \(item.text)")
        }
        self.evidence = evidence
        nextEvidence = next
        let sections = PromptSection.allCases.compactMap { section -> String? in
            guard let shown = lines[section] else { return nil }
            let omitted = packed.leftOut[section].map { "\n(\($0) more left out)" } ?? ""
            return "## \(section.heading)\n" + fence.wrap(shown.joined(separator: "\n")) + omitted
        }
        question = ([fence.notice] + sections + ["## Your task\n" + task]).joined(separator: "\n\n")
        tokens = systemTokens + TokenEstimate.tokens(of: question)
    }

    /// The number of the first id that the question hasn't given.
    package let nextEvidence: Int
}
