import Contracts
import Primitives

/// What came of one case.
struct CaseResult: Sendable {
    var set: String
    var alert: Alert
    var expected: ExpectedCauses.Cause
    var got: RootCause?
    /// The place of the first accepted cause among those found, from 1; nil where there is none.
    var rank: Int?
    /// The first cause is the fault of another case of the same recording.
    var isNeighbours: Bool
    var milliseconds: Double

    var isRight: Bool { rank == 1 }

    /// Nothing is wrong, and a fault was found.
    var isFalseFault: Bool { expected.category == .healthy && got.map { !$0.category.isVerdict } ?? false }
}

/// The pipeline, held against what is expected of it.
struct Evaluation: Sendable {
    let sets: [EvaluationSet]

    func results() async throws -> [CaseResult] {
        var results: [CaseResult] = []
        // One after the other: a case's time is then its own.
        for set in sets {
            let analyzer = Analyzer.recording(set.cluster)
            for one in set.cases { results.append(try await result(of: one, in: set, analyzer)) }
        }
        return results
    }

    private func result(of one: EvaluationSet.Case, in set: EvaluationSet, _ analyzer: Analyzer) async throws -> CaseResult {
        let start = ContinuousClock.now
        let response = try await analyzer.analyze(AnalyzeRequest(alert: one.alert))
        let elapsed = ContinuousClock.now - start
        let first = response.rootCauses.first
        let rank = response.rootCauses.firstIndex { one.rule.accepts($0) }.map { $0 + 1 }
        return CaseResult(
            set: set.name, alert: one.alert, expected: one.rule.cause, got: first, rank: rank,
            isNeighbours: rank != 1 && (first.map { Self.isNeighbours($0, of: one, in: set) } ?? false), milliseconds: elapsed.seconds * 1000)
    }

    /// Whether another rule of the recording, and none of this case's, names the cause's object.
    private static func isNeighbours(_ cause: RootCause, of one: EvaluationSet.Case, in set: EvaluationSet) -> Bool {
        guard let object = cause.object?.withoutContainer.description else { return false }
        func names(_ rule: ExpectedCauses.Rule) -> Bool {
            rule.answers.contains { $0.object.map { Wildcard($0).matches(object) } ?? false }
        }
        return !names(one.rule) && set.expected.expect.contains(where: names)
    }
}

/// The sums over all cases.
struct Score: Sendable, Encodable {
    var cases: Int
    /// The share of cases whose first cause is right.
    var top1: Double
    /// The share of cases with the right cause among the first three.
    var top3: Double
    var falseFaults: Int
    var neighboursCauses: Int

    init(_ results: [CaseResult]) {
        func share(_ matching: (CaseResult) -> Bool) -> Double {
            results.isEmpty ? 0 : Double(results.count(where: matching)) / Double(results.count)
        }
        cases = results.count
        top1 = share(\.isRight)
        top3 = share { $0.rank.map { $0 <= 3 } ?? false }
        falseFaults = results.count(where: \.isFalseFault)
        neighboursCauses = results.count(where: \.isNeighbours)
    }

    private enum CodingKeys: String, CodingKey {
        case cases, top1, top3
        case falseFaults = "false_faults"
        case neighboursCauses = "neighbours_causes"
    }
}
