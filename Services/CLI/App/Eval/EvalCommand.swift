import ArgumentParser
import Cases
import Contracts
import FoundationEssentials

/// `whence eval`: how good the answers are, as a number.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Analyse cases and recordings, and compare the causes with the expected ones.",
        discussion: """
            A case is a YAML file that says what is broken, and what a good answer is; a recording has an expected.json beside \
            it. Every alert goes through the real pipeline in this process. docs/evaluation.md says how to read the figures, \
            Tests/Cases/README.md how to write a case.

            Exit codes: 0 the figures reach the threshold and the baseline; 1 they don't, or a file can't be read.
            """)

    @Argument(help: "Cases, recordings, or folders of them.")
    var directories: [String] = ["Tests/Cases", "Tests/Recordings"]

    @Option(help: ArgumentHelp("How many variations of each case to make, besides the case as it is written.", valueName: "n"))
    var variations = 0

    @Option(help: "Decides on the variations: the same seed makes the same ones.")
    var seed: UInt64 = 1

    @Option(help: ArgumentHelp("Fail where the figures are below those of this file.", valueName: "file"))
    var baseline: String?

    @Flag(help: "Write the figures to the baseline's file.")
    var save = false

    @Option(help: ArgumentHelp("Show the cases of this category only, each with its evidence.", valueName: "name"))
    var category: String?

    @Option(help: "The share of cases whose first cause must be right, where there is no baseline.")
    var threshold = 0.95

    @Option(help: ArgumentHelp("Write each case as the recording that it stands for into this folder, and analyse nothing.", valueName: "dir"))
    var expand: String?

    @Flag(help: "Also write the prompt that a model would be asked with for each case, and fail where decisive evidence isn't in it.")
    var prompts = false

    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        guard (0...1).contains(threshold) else { throw ValidationError("--threshold takes 0 to 1.") }
        guard (0...1000).contains(variations) else { throw ValidationError("--variations takes 0 to 1000.") }
        if save, baseline == nil { throw ValidationError("--save needs --baseline, the file to write.") }
        if let category, CauseCategory(rawValue: category) == nil {
            throw ValidationError("'\(category)' is no category: use one of \(CauseCategory.allCases.map(\.rawValue).joined(separator: ", ")).")
        }
    }

    func run() async throws {
        if let expand { return try CaseWriter(folder: expand).write(directories, variations: variations, seed: seed) }
        let terminal = Terminal.detect(environment: ProcessInfo.processInfo.environment)
        var sets = try EvaluationSet.find(below: directories, variations: variations, seed: seed)
        if let category {
            for index in sets.indices { sets[index].cases.removeAll { !$0.expectation.answers.contains { $0.category.rawValue == category } } }
            sets.removeAll { $0.cases.isEmpty }
            guard !sets.isEmpty else {
                throw EvaluationSet.Failure(description: "no case of \(category) below \(directories.joined(separator: ", "))")
            }
        }
        let count = sets.count
        let results = try await Evaluation(
            sets: sets, measuresPrompts: prompts, onProgress: { StandardError.status($0 < count ? "\($0) of \(count) analysed" : "") }
        ).results()
        let report = EvaluationReport(results: results, problems: try problems(Score(results)) + PromptReport(results).problems)
        if json {
            StandardOutput.line(try report.json())
        } else if category != nil {
            StandardOutput.line(CategoryReport(results: results, terminal: terminal).text)
        } else {
            StandardOutput.line(report.text(terminal))
        }
        if !report.problems.isEmpty { throw ExitCode.failure }
    }

    private func problems(_ score: Score) throws -> [String] {
        guard let baseline else {
            let reached = Wording.fixed(score.top1 * 100, decimals: 1)
            return score.top1 < threshold
                ? ["right at 1 is \(reached) %, at least \(Wording.fixed(threshold * 100, decimals: 1)) % is asked for"] : []
        }
        if save {
            // What is asked stays as it was, until somebody changes it by hand.
            let minimum = FileManager.default.fileExists(atPath: baseline) ? try Baseline.read(baseline).minimum : .promised
            try Baseline(score: score, minimum: minimum).write(baseline)
            return []
        }
        return try Baseline.read(baseline).regressions(in: score)
    }
}
