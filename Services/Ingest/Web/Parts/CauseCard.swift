import Contracts
import Primitives

/// A root cause: what, which object, how sure, why, and on which evidence.
struct CauseCard {
    let cause: RootCause
    /// Prefix of the evidence's anchors on this page.
    let anchor: String
    /// What evidence there is: an id that names none is shown, but not linked.
    let evidenceIDs: Set<String>
    let heading: HTML

    var html: HTML {
        """
        <article class="card cause\(tone)">
        \(heading)
        <p class="line">\(Badge.category(cause.category))\(object)\(confidence)</p>
        <p>\(cause.explanation)</p>
        \(evidence)
        </article>
        """
    }

    private var tone: HTML {
        switch cause.category {
        case .inconclusive: " undecided"
        case let category where category.isVerdict: " verdict"
        default: ""
        }
    }

    private var object: HTML? {
        cause.object.map { "<strong>\($0.description)</strong>" }
    }

    private var confidence: HTML {
        let percent = Int((min(max(cause.confidence, 0), 1) * 100).rounded())
        return """
            <span class="confidence small muted">confidence <meter min="0" max="100" value="\(percent)">\(percent) %</meter> \(percent) %</span>
            """
    }

    private var evidence: HTML? {
        guard !cause.evidence.isEmpty else { return nil }
        let links = cause.evidence.map { id -> HTML in
            evidenceIDs.contains(id) ? " <a href=\"#\(anchor)-\(id)\">\(id)</a>" : " <span class=\"muted\">\(id)</span>"
        }
        return "<p class=\"small\">Evidence:\(links)</p>"
    }
}
