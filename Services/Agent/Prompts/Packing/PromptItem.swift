import Contracts

/// One line that a prompt may hold.
struct PromptItem: Sendable {
    var section: PromptSection
    /// Of one line; newlines within are shown as ⏎, so that no line of data can pass for the next item.
    var text: String
    /// How much it tells, 0…1: what tells least is left out first.
    var worth: Double
    /// Cited by a finding: never left out.
    var isDecisive = false
    /// What it is as evidence; nil for what can't be cited. The rules' evidence has its id, the rest gets one when it is known what is shown.
    var evidence: EvidenceItem?

    /// Bytes of one line. Evidence has at most 600 characters.
    static let maximumBytes = 2400

    init(_ section: PromptSection, _ text: String, worth: Double, isDecisive: Bool = false, evidence: EvidenceItem? = nil) {
        self.section = section
        self.text = Self.oneLine(Excerpt.headAndTail(of: text, bytes: Self.maximumBytes) { "… \($0) bytes …" })
        self.worth = worth
        self.isDecisive = isDecisive
        self.evidence = evidence
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
