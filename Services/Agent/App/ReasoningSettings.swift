package import AgentPrompts
package import AgentReasoning
package import Settings

/// How much a model may read and ask for one analysis.
package struct ReasoningSettings: SettingsGroup {
    package var limits: LoopLimits
    package var prompt: PromptBudget

    package init(reading settings: inout SettingsReader) {
        limits = LoopLimits()
        limits.time = settings.seconds(
            "LLM_ANALYSIS_TIMEOUT_SECONDS", default: .seconds(40), in: 1...3600,
            help:
                "How long a model may reason about one alert, after it was read. With ANALYSIS_TIMEOUT_SECONDS below ingest's AGENT_TIMEOUT_SECONDS.")
        limits.turns = settings.integer(
            "LLM_MAX_TURNS", default: limits.turns, in: 1...100, help: "Questions to the model for one alert; the last one is to conclude.")
        limits.calls = settings.integer(
            "LLM_MAX_TOOL_CALLS", default: limits.calls, in: 0...1000, help: "Calls of tools that a model may make for one alert.")
        limits.tokens = settings.integer(
            "LLM_MAX_TOKENS_PER_ANALYSIS", default: limits.tokens, in: 10_000...100_000_000,
            help: "Tokens in and out for one alert, all turns together; near it, the model concludes.")
        limits.outputTokens = settings.integer(
            "LLM_MAX_OUTPUT_TOKENS", default: 8192, in: 256...1_000_000, help: "Tokens of one reply, thoughts included.")
        let dollars = settings.optionalString(
            "LLM_MAX_COST_PER_ANALYSIS", format: "US dollars, as in 0.25",
            help: "What one alert may cost, where the model has a price; near it, the model concludes. Without it, there is no such limit.")
        limits.dollars = dollars.flatMap(Double.init).flatMap { $0 > 0 && $0.isFinite ? $0 : nil }
        if dollars != nil, limits.dollars == nil { settings.refuse("LLM_MAX_COST_PER_ANALYSIS", because: "must be a number above 0") }
        prompt = PromptBudget()
        prompt.tokens = settings.integer(
            "PROMPT_TOKEN_BUDGET", default: prompt.tokens, in: 4000...1_000_000,
            help: "Tokens of the question with what was read, estimated. What tells least is left out; what findings cite never is.")
        prompt.logLines = settings.integer("PROMPT_MAX_LOG_LINES", default: prompt.logLines, in: 0...1000, help: "Lines of logs in the question.")
        prompt.events = settings.integer("PROMPT_MAX_EVENTS", default: prompt.events, in: 0...1000, help: "Events in the question.")
        prompt.summaries = settings.integer(
            "PROMPT_SUMMARY_MAX_ITEMS", default: prompt.summaries, in: 0...50,
            help: "Similar incidents, earlier analyses and related alerts in the question, of each.")
    }
}
