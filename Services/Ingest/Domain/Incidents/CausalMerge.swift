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

/// Two incidents that a person has taken apart. Which is named first makes no difference.
package struct Separation: Hashable, Sendable {
    package let one: IncidentID
    package let other: IncidentID

    package init(_ first: IncidentID, _ second: IncidentID) {
        one = min(first, second)
        other = max(first, second)
    }
}

/// Incidents with one cause become one.
package struct CausalMerge: Hashable, Sendable {
    package let survivor: IncidentID
    /// In the order in which they were opened.
    package let absorbed: [IncidentID]

    /// What a person decided, or intake.
    package init(survivor: IncidentID, absorbed: [IncidentID]) {
        self.survivor = survivor
        self.absorbed = absorbed
    }

    /// Decides which of several incidents that belong together carries on: the incident of the object at fault if there is one, else the oldest.
    ///
    /// Where one blames the next in a row, the object at fault is the one that blames nobody else.
    /// - Parameters:
    ///   - separations: pairs that a person has taken apart: at most one of each is merged, the older one unless it is `anchor`.
    ///   - anchor: the incident that the question is asked for.
    /// - Returns: nil where there is nothing to merge.
    package init?(_ candidates: [MergeCandidate], separations: Set<Separation> = [], anchor: IncidentID? = nil) {
        let byAge = Self.together(candidates, separations, anchor).sorted { ($0.openedAt, $0.id) < ($1.openedAt, $1.id) }
        guard let oldest = byAge.first, byAge.count > 1 else { return nil }
        let blamed = byAge.reduce(into: Set<String>()) { $0.formUnion($1.blames) }
        let atFault = byAge.filter { !$0.keys.isDisjoint(with: blamed) }
        let origin = atFault.first { $0.blames.isSubset(of: $0.keys) }
        let survivor = (origin ?? atFault.first ?? oldest).id
        self.survivor = survivor
        absorbed = byAge.map(\.id).filter { $0 != survivor }
    }

    private static func together(
        _ candidates: [MergeCandidate], _ separations: Set<Separation>, _ anchor: IncidentID?
    ) -> [MergeCandidate] {
        guard !separations.isEmpty else { return candidates }
        let inOrder = candidates.sorted { ($0.id == anchor ? 0 : 1, $0.openedAt, $0.id) < ($1.id == anchor ? 0 : 1, $1.openedAt, $1.id) }
        return inOrder.reduce(into: []) { group, candidate in
            if group.allSatisfy({ !separations.contains(Separation($0.id, candidate.id)) }) { group.append(candidate) }
        }
    }
}
