/// What prompts would cost, and whether they hold what decides.
struct PromptReport: Sendable {
    struct Sums: Hashable, Sendable, Encodable {
        var cases: Int
        /// Estimated tokens of a first question with tools and schema, at the default budget.
        var medianTokens: Int
        var p95Tokens: Int
        /// Of all tokens of first questions, the part that is the same for all and comes first: what a provider's cache can serve.
        var cacheableShare: Double
        /// Cases whose decisive evidence is in a prompt of the tight budget.
        var complete: Int
    }

    private let measured: [(name: String, measure: PromptMeasure)]
    /// Cases of which no prompt came.
    private let silent: [String]

    init(_ results: [CaseResult]) {
        let isAsked = results.contains { $0.prompt != nil }
        measured = results.compactMap { result in result.prompt.map { (result.set, $0) } }
        silent = isAsked ? results.filter { $0.prompt == nil }.map(\.set) : []
    }

    var sums: Sums? {
        let tokens = measured.map(\.measure.tokens).sorted()
        guard let last = tokens.last else { return nil }
        let total = tokens.reduce(0, +)
        return Sums(
            cases: measured.count, medianTokens: tokens[tokens.count / 2],
            p95Tokens: tokens.count < 20 ? last : tokens[tokens.count * 95 / 100],
            cacheableShare: Double(measured.reduce(0) { $0 + $1.measure.stable }) / Double(max(1, total)),
            complete: measured.count { $0.measure.missing.isEmpty })
    }

    var text: String? {
        guard let sums else { return nil }
        let share = Wording.fixed(sums.cacheableShare * 100, decimals: 0)
        return """
            prompts: median \(sums.medianTokens) tokens, 95 of 100 at most \(sums.p95Tokens); \(share) % can come from a provider's cache; decisive \
            evidence within \(PromptMeasure.tightBudget) tokens in \(sums.complete) of \(sums.cases) cases
            """
    }

    var problems: [String] {
        measured.filter { !$0.measure.missing.isEmpty }.map { "the prompt of \($0.name) lacks \($0.measure.missing.joined(separator: ", "))" }
            + silent.map { "\($0) has no prompt" }
    }
}
