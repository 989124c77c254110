import Cases
import Contracts
import FoundationEssentials
import Testing

@testable import CommandLineApp

/// What the project promises of its answers, over everything that it ships.
@Suite("The shipped cases")
struct ShippedCasesTests {
    private static let folder = URL(filePath: Folders.recordings).deletingLastPathComponent().path
    private static let paths = ["\(folder)/Cases", "\(folder)/Recordings"]

    @Test("are answered at least as well as the baseline, with all that decides in a prompt of 8,000 tokens")
    func baseline() async throws {
        let sets = try EvaluationSet.find(below: Self.paths)
        let results = try await Evaluation(sets: sets, concurrency: 2, measuresPrompts: true).results()
        let prompts = PromptReport(results)
        #expect(prompts.problems.isEmpty, "\(prompts.problems.joined(separator: "\n"))")
        // Each case has a prompt, and each prompt all that decides.
        #expect(prompts.sums?.complete == results.count)
        #expect(results.count > 400)
        let problems = try Baseline.read("\(Self.folder)/Cases/baseline.json").regressions(in: Score(results))
        guard !problems.isEmpty else { return }
        let wrong = results.filter { !$0.isRight }.map {
            "\($0.set): said \($0.got.map(EvaluationReport.said) ?? "nothing") \($0.wrongWords.joined(separator: ", "))"
        }
        Issue.record("\(problems.joined(separator: "; "))\n\(wrong.joined(separator: "\n"))")
    }

    @Test("cover every category with at least two cases, and are healthy or recovered in a tenth")
    func coverage() throws {
        let cases = try Case.find(below: Self.paths[0])
        var byCategory: [CauseCategory: Int] = [:]
        var well = 0
        for one in cases {
            let truths = try one.expanded().alerts.map(\.truth)
            for category in Set(truths.flatMap(\.categories)) { byCategory[category, default: 0] += 1 }
            if truths.allSatisfy({ $0.categories.first == .healthy }) { well += 1 }
        }
        for category in CauseCategory.allCases {
            #expect(byCategory[category, default: 0] >= (category == .inconclusive ? 1 : 2), "\(category.rawValue)")
        }
        #expect(Double(well) / Double(cases.count) >= 0.1)
        #expect(cases.allSatisfy { Case.families.contains($0.family) })
    }

    @Test("can be told in other names and wordings")
    func variations() throws {
        for (position, one) in try Case.find(below: Self.paths[0]).enumerated() {
            _ = try one.expanded(Variation(number: 1 + position % 3, seed: 1)).cluster()
        }
    }
}
