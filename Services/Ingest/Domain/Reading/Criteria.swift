package import Primitives

/// Which incidents are wanted. Everything that is given has to hold.
package struct IncidentCriteria: Hashable, Sendable {
    /// Empty for all but merged ones.
    package var states: Set<IncidentState> = []
    package var severity = SeverityCriterion()
    package var cluster: String?
    /// One of its alerts is in this namespace, and fits all matchers.
    package var namespace: String?
    package var matchers: [LabelMatcher] = []
    /// Opened at or after it. An incident's id holds that time, and the list is in its order.
    package var since: Timestamp?
    /// Opened before it.
    package var until: Timestamp?
    /// Opened by then, and not resolved yet at that time.
    package var activeAt: Timestamp?
    /// Words that are in its title or summary, as web searches take them: `orders "out of memory" -test`.
    package var text: String?
    package var assignee: String?
    /// nil for both.
    package var isHidden: Bool? = false

    package init() {}

    package init(states: Set<IncidentState>) {
        self.states = states
    }
}

/// Which of the alerts that fire now are wanted.
package struct AlertCriteria: Hashable, Sendable {
    package var severity = SeverityCriterion()
    package var cluster: String?
    package var namespace: String?
    package var matchers: [LabelMatcher] = []
    /// Fires since this time or a later one.
    package var since: Timestamp?
    /// Fires since before this time.
    package var until: Timestamp?

    package init() {}

    /// Whether any alert of ``cluster`` will do.
    package var isUnfiltered: Bool {
        var others = self
        others.cluster = nil
        return others == AlertCriteria()
    }
}

package struct SeverityCriterion: Hashable, Sendable {
    /// As sent; empty for any.
    package var names: Set<String> = []
    /// ``Severity/rank``
    package var leastRank: Int?

    package init() {}
}
