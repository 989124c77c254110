extension TimelineEntry.Kind {
    /// What happened and who did it, in a sentence; a comment is its own.
    ///
    /// - Parameters:
    ///   - about: as for ``sentence(about:)``, or a person's note.
    ///   - actor: nil for the system.
    package func sentence(about: String, actor: String?, was: String? = nil, became: String? = nil) -> String {
        guard let actor else { return sentence(about: about) }
        switch self {
        case .acknowledged: return "Acknowledged by \(actor)."
        case .assigned: return became.map { "Assigned to \($0) by \(actor)." } ?? "Assignment to \(was ?? "") ended by \(actor)."
        case .retitled: return "Titled “\(became ?? "")” by \(actor)."
        case .severityChanged: return "Severity set to \(became ?? "") by \(actor)."
        case .resolved: return "Resolved by \(actor)\(about.isEmpty ? "." : ": \(about)")"
        case .resolutionChanged: return became.map { "Resolution noted by \(actor): \($0)" } ?? "Resolution note taken back by \(actor)."
        case .reopened: return "Reopened by \(actor)."
        case .hidden: return "Hidden by \(actor)."
        case .unhidden: return "Shown again by \(actor)."
        case .absorbed: return "“\(about)” merged into this by \(actor)."
        case .merged: return "Merged into “\(about)” by \(actor)."
        case .split: return "\(about) split off by \(actor)."
        case .splitOff: return "Split off “\(about)” by \(actor)."
        case .alertsMovedAway: return "\(about) moved to another incident by \(actor)."
        case .alertsMovedHere: return "\(about) moved here by \(actor)."
        case .feedback: return "\(actor) on the analysis of \(about)."
        case .analysisReplayed: return "The analysis of \(about) was asked for again by \(actor)."
        case .analysisDiscarded: return "The analysis of \(about) was discarded by \(actor)."
        case .opened, .alertJoined, .alertResolved, .alertExpired, .flapping, .stable, .analysisStored, .analysisFailed, .analysisOverdue,
            .summarized, .commented:
            return sentence(about: about)
        }
    }
}
