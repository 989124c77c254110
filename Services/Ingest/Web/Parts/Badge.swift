import Contracts
import IngestDomain
import Primitives

/// One word in a frame, with the colour of its weight. The word says it all: colour only repeats it.
enum Badge {
    static func severity(_ name: String) -> HTML {
        let tone: HTML =
            switch Severity(name).rank {
            case 4: "critical"
            case 3: "high"
            case 2: "warning"
            case 1: "info"
            default: "none"
            }
        return badge(name.isEmpty ? "no severity" : name, tone: tone)
    }

    static func state(_ state: IncidentState) -> HTML {
        switch state {
        case .open: badge("open", tone: "critical")
        case .acknowledged: badge("acknowledged", tone: "warning")
        case .resolved: badge("resolved", tone: "calm")
        case .merged: badge("merged", tone: "none")
        }
    }

    static func status(_ status: AlertStatus) -> HTML {
        switch status {
        case .firing: badge("firing", tone: "critical")
        case .resolved: badge("resolved", tone: "calm")
        }
    }

    /// Only where a person has to look: an analysis that will come needs no mark.
    static func analysis(_ progress: AnalysisProgress) -> HTML? {
        switch progress {
        case .failed: badge("analysis failed", tone: "critical")
        case .overdue: badge("analysis overdue", tone: "warning")
        case .none, .waiting, .running, .done: nil
        }
    }

    /// Until when it is likely to go on; nil for what is stable.
    static func flapping(until: Timestamp?) -> HTML? {
        until == nil ? nil : badge("flapping", tone: "warning")
    }

    /// Nothing where there is none: what is harmless needs no mark.
    static func risk(_ risk: Recommendation.Risk) -> HTML? {
        switch risk {
        case .none: nil
        case .low: badge("low risk", tone: "calm")
        case .medium: badge("medium risk", tone: "warning")
        case .high: badge("high risk", tone: "critical")
        }
    }

    static func category(_ category: CauseCategory) -> HTML {
        "<code>\(category.rawValue)</code>"
    }

    private static func badge(_ text: String, tone: HTML) -> HTML {
        "<span class=\"badge \(tone)\">\(text)</span>"
    }
}
