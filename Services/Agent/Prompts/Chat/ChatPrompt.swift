package import Contracts

/// A question about an incident, with what is known of it.
package struct ChatPrompt: Sendable {
    /// The same for all conversations.
    package let system: String
    package let question: String
    /// What the question shows and an answer may cite, by id.
    package let evidence: [EvidenceItem]
    /// All else that it shows, masked.
    package let facts: String
    /// The number of the first id that isn't given.
    package let nextEvidence: Int

    private static let maximumEvidence = 60
    /// Bytes of one piece of evidence, and of the summary of one analysis.
    private static let maximumText = 700

    /// - Parameters:
    ///   - analyses: Of the incident, the latest first.
    ///   - cited: What earlier answers of this conversation cite, under the ids that they have there.
    ///   - lastEvidence: The number of the last id that the conversation has given.
    ///   - budget: Whose tokens facts and evidence share, a quarter each: earlier exchanges have the other half.
    ///   - mask: The boundary that all data passes on its way out. The message has passed it.
    package init(
        message: String, incident: SummarizeIncidentRequest?, analyses: [AnalyzeResponse], cited: [EvidenceItem], lastEvidence: Int,
        language: String?, fence: Fence, budget: PromptBudget, mask: (String) -> String
    ) {
        system = ChatText.system
        var evidence: [EvidenceItem] = []
        var next = lastEvidence + 1
        var tokens = budget.tokens / 4
        func take(_ item: EvidenceItem) -> Bool {
            tokens -= TokenEstimate.tokens(of: Self.line(item))
            if tokens >= 0 { evidence.append(item) }
            return tokens >= 0
        }
        // The latest were spoken of last.
        for item in cited.reversed() { guard take(item) else { break } }
        evidence.reverse()
        for item in analyses.flatMap(\.evidence).prefix(Self.maximumEvidence) {
            guard !evidence.contains(where: { $0.query == item.query && $0.text == item.text }) else { continue }
            var item = item
            item.id = "E\(next)"
            item.text = mask(item.text)
            guard take(item) else { break }
            next += 1
        }
        self.evidence = evidence
        nextEvidence = next
        let known = analyses.map(Self.line) + (incident.map { [SummaryPrompt($0, fence: fence, mask: mask).facts] } ?? [])
        facts = Self.prefix(of: mask(known.joined(separator: "\n")), tokens: budget.tokens / 4)
        var sections = [fence.notice]
        if !facts.isEmpty { sections.append("## What is known of the incident\n" + fence.wrap(facts)) }
        if !evidence.isEmpty { sections.append("## Evidence\n" + fence.wrap(evidence.map(Self.line).joined(separator: "\n"))) }
        sections.append("## The question\n" + message)
        if let tag = AnalystText.tag(language) { sections.append("Answer in the language with the tag \(tag) (BCP 47).") }
        question = sections.joined(separator: "\n\n")
    }

    /// Whole lines, as many as there is room for.
    private static func prefix(of text: String, tokens: Int) -> String {
        var rest = tokens
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let kept = lines.prefix { line in
            rest -= TokenEstimate.tokens(of: String(line)) + 1
            return rest >= 0
        }
        guard kept.count < lines.count else { return text }
        return kept.joined(separator: "\n") + "\n(\(lines.count - kept.count) more lines are left out)"
    }

    private static func line(_ analysis: AnalyzeResponse) -> String {
        let causes = analysis.rootCauses.prefix(3).map { cause in
            "\(cause.title)\(cause.object.map { " on \($0)" } ?? "") (\(cause.category.rawValue)): \(cause.explanation)"
        }
        return Excerpt.prefix(of: (["Analysis: \(analysis.analysisSummary)"] + causes).joined(separator: "\n  "), bytes: 4 * maximumText)
    }

    private static func line(_ item: EvidenceItem) -> String {
        let object = item.object.map { " \($0)" } ?? ""
        let time = item.observedAt.map { " at \($0)" } ?? ""
        return "\(item.id) [\(item.source)]\(object)\(time): \(Excerpt.prefix(of: item.text, bytes: maximumText))"
    }
}
