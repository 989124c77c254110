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
    ///   - mask: The boundary that all data passes on its way out. The message has passed it.
    package init(
        message: String, incident: SummarizeIncidentRequest?, analyses: [AnalyzeResponse], cited: [EvidenceItem], language: String?, fence: Fence,
        mask: (String) -> String
    ) {
        system = ChatText.system
        var evidence = cited
        var next = (cited.compactMap { Int($0.id.dropFirst()) }.max() ?? 0) + 1
        for item in analyses.flatMap(\.evidence) where evidence.count < Self.maximumEvidence + cited.count {
            guard !evidence.contains(where: { $0.query == item.query && $0.text == item.text }) else { continue }
            var item = item
            item.id = "E\(next)"
            item.text = mask(item.text)
            next += 1
            evidence.append(item)
        }
        self.evidence = evidence
        nextEvidence = next
        let known = analyses.map(Self.line) + (incident.map { [SummaryPrompt($0, fence: fence, mask: { $0 }).facts] } ?? [])
        facts = mask(known.joined(separator: "\n"))
        var sections = [fence.notice]
        if !facts.isEmpty { sections.append("## What is known of the incident\n" + fence.wrap(facts)) }
        if !evidence.isEmpty { sections.append("## Evidence\n" + fence.wrap(evidence.map(Self.line).joined(separator: "\n"))) }
        sections.append("## The question\n" + message)
        if let tag = AnalystText.tag(language) { sections.append("Answer in the language with the tag \(tag) (BCP 47).") }
        question = sections.joined(separator: "\n\n")
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
