import Primitives

/// Says what was done and how long it took, a line a step.
struct StepLog: Sendable {
    let terminal: Terminal

    /// - Parameter describe: The line, once the step has succeeded.
    func step<Result>(_ describe: (Result) -> String, _ work: () async throws -> Result) async throws -> Result {
        let start = ContinuousClock.now
        let result = try await work()
        done(describe(result), since: start)
        return result
    }

    func done(_ text: String, since start: ContinuousClock.Instant) {
        let elapsed = Wording.elapsed(ContinuousClock.now - start)
        let line = PlainText.padded("  \(text)", columns: min(terminal.width, 90) - 14)
        StandardOutput.line("\(terminal.styled("✓", .green))\(line)\(terminal.styled(elapsed, .dim))")
    }
}
