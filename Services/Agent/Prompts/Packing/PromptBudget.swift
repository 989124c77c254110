/// How much of what was read goes into a prompt.
package struct PromptBudget: Hashable, Sendable {
    /// Estimated tokens of system prompt and question together (`PROMPT_TOKEN_BUDGET`).
    package var tokens: Int
    /// Lines of logs, kinds of lines included (`PROMPT_MAX_LOG_LINES`).
    package var logLines: Int
    /// `PROMPT_MAX_EVENTS`
    package var events: Int
    /// Similar incidents, earlier analyses and related alerts, of each (`PROMPT_SUMMARY_MAX_ITEMS`).
    package var summaries: Int

    package init(tokens: Int = 32_000, logLines: Int = 25, events: Int = 25, summaries: Int = 3) {
        self.tokens = tokens
        self.logLines = logLines
        self.events = events
        self.summaries = summaries
    }
}
