import Contracts

/// One line that a prompt may hold.
struct PromptItem: Sendable {
    var section: PromptSection
    /// Whole, until it is ``shown(by:)``.
    var text: String
    /// How much it tells, 0…1: what tells least is left out first.
    var worth: Double
    /// Cited by a finding: never left out.
    var isDecisive = false
    /// What it is as evidence; nil for what can't be cited. The rules' evidence has its id, the rest gets one when it is known what is shown.
    var evidence: EvidenceItem?

    /// Bytes of the line that it becomes. Evidence has at most 600 characters.
    var maximumBytes = 2400

    init(
        _ section: PromptSection, _ text: String, worth: Double, isDecisive: Bool = false, evidence: EvidenceItem? = nil, maximumBytes: Int = 2400
    ) {
        self.section = section
        self.text = text
        self.worth = worth
        self.isDecisive = isDecisive
        self.evidence = evidence
        self.maximumBytes = maximumBytes
    }

    /// Masked, and then cut and made one line: a secret of several lines, or one that is cut in two, would be known by no rule. Newlines become ⏎, so that
    /// no line of data can pass for the next item.
    func shown(by mask: (String) -> String) -> PromptItem {
        var item = self
        item.text = Self.oneLine(Excerpt.headAndTail(of: mask(text), bytes: maximumBytes) { "… \($0) bytes …" })
        return item
    }

    /// By scalars: to Swift's characters "\r\n" is one, and neither of the two.
    private static func oneLine(_ text: String) -> String {
        var line = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\n", "\u{0B}", "\u{0C}", "\u{85}", "\u{2028}", "\u{2029}": line.append(contentsOf: " ⏎ ".unicodeScalars)
            case "\r": break
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    /// With the id in front and the line's end; four more tokens for both.
    var tokens: Int { TokenEstimate.tokens(of: text) + 4 }
}

/// The parts of a question, in the order in which they are shown.
package enum PromptSection: Int, CaseIterable, Sendable {
    case alert, related, findings, evidence, changes, measurements, logs, events, traces, objects, similar, earlier, missing

    var heading: String {
        switch self {
        case .alert: "The alert"
        case .related: "Other alerts of the incident"
        case .findings: "What the rules found, best first"
        case .evidence: "The rules' evidence"
        case .changes: "What changed before the alert"
        case .measurements: "Measurements"
        case .logs: "Log lines and kinds of lines"
        case .events: "Events"
        case .traces: "Traces"
        case .objects: "Objects around it"
        case .similar: "Similar incidents of the past, as people told them (another day, no evidence for today)"
        case .earlier: "Earlier analyses of this alert (no evidence for today)"
        case .missing: "What could not be read"
        }
    }
}
