import ArgumentParser
import Contracts
import FoundationEssentials

/// `whence eval`: how good the answers are, as a number.
struct EvalCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eval",
        abstract: "Analyse recorded alerts and compare the causes with the expected ones.",
        discussion: """
            Each recording has an expected.json beside it that says what a good answer to each of its alerts is. Every alert \
            goes through the real pipeline in this process.

            Exit codes: 0 the share of right first causes reaches the threshold; 1 it doesn't, or a recording can't be read.
            """)

    @Argument(help: "Recordings, or folders of them.")
    var directories: [String] = ["Tests/Recordings"]

    @Option(help: "The share of cases whose first cause must be right.")
    var threshold = 0.9

    @Flag(help: "Print the results as JSON.")
    var json = false

    func validate() throws {
        guard (0...1).contains(threshold) else { throw ValidationError("--threshold takes 0 to 1.") }
    }

    func run() async throws {
        let results = try await Evaluation(sets: EvaluationSet.find(below: directories)).results()
        let score = Score(results)
        let report = EvaluationReport(results: results, score: score, threshold: threshold)
        if json {
            StandardOutput.line(try report.json())
        } else {
            StandardOutput.line(report.text(Terminal.detect(environment: ProcessInfo.processInfo.environment)))
        }
        if score.top1 < threshold { throw ExitCode.failure }
    }
}
