/// How much one incident is like another, and why.
package struct Similarity: Hashable, Sendable {
    /// 0…1
    package let score: Double
    /// For people, the weightiest first: `same cause (oom_killed)`.
    package let reasons: [String]

    /// Below this, two incidents have in common what any two have: an alert's name, a few words.
    package static let threshold = 0.2

    /// What each kind is worth. Words count by how alike the titles are.
    private static let weights: [(kind: IncidentTrait.Kind, weight: Double)] = [
        (.cause, 0.25), (.culprit, 0.2), (.workload, 0.15), (.word, 0.2), (.subject, 0.1), (.alert, 0.1),
    ]

    /// - Parameters:
    ///   - wanted: the traits of the incident that is asked about.
    ///   - shared: those of them that the other one has.
    ///   - text: how alike the titles are, 0…1, where that was measured; else the words that they share tell.
    package init(wanted: [IncidentTrait], shared: Set<IncidentTrait>, text: Double? = nil) {
        var score = 0.0
        var reasons: [String] = []
        for (kind, weight) in Self.weights {
            let all = wanted.filter { $0.kind == kind }
            guard !all.isEmpty else { continue }
            let common = all.filter(shared.contains)
            let part = kind == .word ? text ?? Double(common.count) / Double(all.count) : Double(common.count) / Double(all.count)
            score += weight * min(max(part, 0), 1)
            if let reason = Self.reason(kind, common, part) { reasons.append(reason) }
        }
        self.score = (score * 100).rounded() / 100
        self.reasons = reasons
    }

    /// More of one kind than this are counted, not named.
    private static let named = 3

    private static func reason(_ kind: IncidentTrait.Kind, _ common: [IncidentTrait], _ part: Double) -> String? {
        func names() -> String {
            let names = common.prefix(named).map(\.value).joined(separator: ", ")
            return common.count > named ? "\(names) and \(common.count - named) more" : names
        }
        if kind == .word { return part >= 0.5 ? "similar title" : nil }
        guard !common.isEmpty else { return nil }
        switch kind {
        case .cause: return "same cause (\(names()))"
        case .culprit: return "same object at fault"
        case .workload: return "same workload (\(names()))"
        case .subject: return nil
        case .alert: return common.count == 1 ? "same alert (\(names()))" : "same alerts (\(names()))"
        case .word: return nil
        }
    }
}
