import Contracts

/// The sums over all cases, and over those of each family.
struct Score: Codable, Hashable, Sendable {
    var cases: Int
    /// The share of cases whose first cause is right, by category, object and words.
    var top1: Double
    /// The share of cases with the right cause among the first three.
    var top3: Double
    /// Faults found where nothing is wrong.
    var falseAlarms: Int
    /// How many cases there are of which nothing is wrong.
    var healthyCases: Int
    /// Faults that the answer knew nothing of.
    var unexplained: Int
    var neighboursCauses: Int
    /// The share of the decisive facts that are among the evidence.
    var evidenceRecall: Double
    /// How far stated confidence and its being right lie apart, on average over the answers.
    var calibrationError: Double
    var families: [String: FamilyScore]

    struct FamilyScore: Codable, Hashable, Sendable {
        var cases: Int
        var top1: Double
        var top3: Double
        var evidenceRecall: Double

        private enum CodingKeys: String, CodingKey {
            case cases, top1, top3
            case evidenceRecall = "evidence_recall"
        }
    }

    init(_ results: [CaseResult]) {
        cases = results.count
        top1 = Self.share(of: results, \.isRight)
        top3 = Self.share(of: results) { $0.rank.map { $0 <= 3 } ?? false }
        falseAlarms = results.count(where: \.isFalseAlarm)
        healthyCases = results.count { $0.expectation.category == .healthy }
        unexplained = results.count(where: \.isUnexplained)
        neighboursCauses = results.count(where: \.isNeighbours)
        evidenceRecall = Self.recall(of: results)
        calibrationError = Calibration(results).error
        families = Dictionary(grouping: results, by: \.family.rawValue).mapValues { results in
            FamilyScore(
                cases: results.count, top1: Self.share(of: results, \.isRight),
                top3: Self.share(of: results) { $0.rank.map { $0 <= 3 } ?? false }, evidenceRecall: Self.recall(of: results))
        }
    }

    private static func share(of results: [CaseResult], _ matching: (CaseResult) -> Bool) -> Double {
        results.isEmpty ? 0 : Double(results.count(where: matching)) / Double(results.count)
    }

    /// 1 where nothing is asked for.
    private static func recall(of results: [CaseResult]) -> Double {
        let asked = results.reduce(0) { $0 + $1.expectation.evidence.count }
        let missing = results.reduce(0) { $0 + $1.missingEvidence.count }
        return asked == 0 ? 1 : Double(asked - missing) / Double(asked)
    }

    private enum CodingKeys: String, CodingKey {
        case cases, top1, top3, families, unexplained
        case falseAlarms = "false_alarms"
        case healthyCases = "healthy_cases"
        case neighboursCauses = "neighbours_causes"
        case evidenceRecall = "evidence_recall"
        case calibrationError = "calibration_error"
    }
}

/// Whether a stated 0.9 is right nine times in ten.
struct Calibration: Sendable {
    struct Bucket: Hashable, Sendable, Encodable {
        /// From this confidence on.
        var from: Double
        var cases: Int
        /// The mean of what was stated.
        var stated: Double
        /// The share of these that were right.
        var right: Double
    }

    /// Those with cases, lowest first.
    private(set) var buckets: [Bucket] = []

    private static let bounds = [0, 0.5, 0.6, 0.7, 0.8, 0.9]

    init(_ results: [CaseResult]) {
        // Whether the cause is the right one is what confidence is about, and not which words it is told in.
        let stated = results.compactMap { result in result.got.map { (confidence: $0.confidence, isRight: result.rank == 1) } }
        for (index, from) in Self.bounds.enumerated() {
            let to = index + 1 < Self.bounds.count ? Self.bounds[index + 1] : .infinity
            let members = stated.filter { $0.confidence >= from && $0.confidence < to }
            guard !members.isEmpty else { continue }
            buckets.append(
                Bucket(
                    from: from, cases: members.count, stated: members.map(\.confidence).reduce(0, +) / Double(members.count),
                    right: Double(members.count(where: \.isRight)) / Double(members.count)))
        }
    }

    /// The mean distance between the two, weighted by the buckets' cases: expected calibration error.
    var error: Double {
        let cases = buckets.reduce(0) { $0 + $1.cases }
        guard cases > 0 else { return 0 }
        return buckets.reduce(0) { $0 + abs($1.stated - $1.right) * Double($1.cases) } / Double(cases)
    }
}
