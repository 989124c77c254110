package import Primitives

/// An active incident, as far as it matters for the question which incidents are one.
package struct MergeCandidate: Hashable, Sendable {
    package let id: IncidentID
    package let openedAt: Timestamp
    /// The correlation keys that it answers to: its own, and those of the incidents that it has absorbed.
    package let keys: Set<String>
    /// The objects that its analyses blame (``CauseObject``).
    package let blames: Set<String>

    package init(id: IncidentID, openedAt: Timestamp, keys: Set<String>, blames: Set<String>) {
        self.id = id
        self.openedAt = openedAt
        self.keys = keys
        self.blames = blames
    }
}

/// Incidents with one cause become one.
package struct CausalMerge: Hashable, Sendable {
    package let survivor: IncidentID
    /// In the order in which they were opened.
    package let absorbed: [IncidentID]

    /// Decides which of several incidents that belong together carries on: the incident of the object at fault if there is one, else the oldest.
    ///
    /// Where one blames the next in a row, the object at fault is the one that blames nobody else.
    /// - Returns: nil where there is nothing to merge.
    package init?(_ candidates: [MergeCandidate]) {
        let byAge = candidates.sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
        guard let oldest = byAge.first, byAge.count > 1 else { return nil }
        let blamed = byAge.reduce(into: Set<String>()) { $0.formUnion($1.blames) }
        let atFault = byAge.filter { !$0.keys.isDisjoint(with: blamed) }
        let origin = atFault.first { $0.blames.isSubset(of: $0.keys) }
        let survivor = (origin ?? atFault.first ?? oldest).id
        self.survivor = survivor
        absorbed = byAge.map(\.id).filter { $0 != survivor }
    }
}
