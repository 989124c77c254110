extension TimelineEntry.Kind {
    /// What happened, in a sentence.
    ///
    /// - Parameter about: an alert and its workload, a cause, an error, or another incident's title, as the kind has it.
    package func sentence(about: String) -> String {
        switch self {
        case .opened: "Opened by \(about)."
        case .alertJoined: "\(about) joined."
        case .alertResolved: "\(about) resolved."
        case .alertExpired: "\(about) ended: nothing was heard of it before it expired."
        case .reopened: "Reopened by \(about)."
        case .flapping: "\(about) is flapping: its comings and goings are no longer told, nor analysed, until it is stable."
        case .stable: "Stable again: none of its alerts is flapping any more."
        case .resolved: "Resolved: all alerts have been resolved for the hold time."
        case .analysisStored: "Analysed: \(about)\(about.hasSuffix(".") ? "" : ".")"
        case .analysisFailed: "Analysis given up: \(about)\(about.hasSuffix(".") ? "" : ".")"
        case .analysisOverdue: "The analysis of \(about) is overdue: no agent has answered yet."
        case .analysisReplayed: "The analysis of \(about) was asked for again."
        case .analysisDiscarded: "The analysis of \(about) was discarded."
        case .absorbed: "Absorbed “\(about)”: same cause."
        case .merged: "Merged into “\(about)”: same cause."
        case .summarized: "Summarised."
        case .acknowledged, .assigned, .commented, .retitled, .severityChanged, .resolutionChanged, .hidden, .unhidden, .split, .splitOff,
            .alertsMovedAway, .alertsMovedHere, .feedback:
            about
        }
    }
}
