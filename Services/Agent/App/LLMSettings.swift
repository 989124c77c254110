import Primitives
package import Providers
package import Settings

/// Which language model to reason with, where there is one.
package struct LLMSettings: SettingsGroup {
    /// The one that is asked, and the one that is asked when the first can't answer. Empty: rules alone.
    package var providers: [ProviderConfiguration]
    /// A cheaper model of the first provider, for condensing.
    package var condenser: ProviderConfiguration?
    package var retry: ModelRetryPolicy
    /// How long a provider may send nothing at all.
    package var silence: Duration
    package var prices: PriceTable

    package init(reading settings: inout SettingsReader) {
        let chosen = settings.optionalChoice(
            "AI_PROVIDER", of: ProviderKind.self, help: "Whose model reasons. Without it, the one whose key is set; without any key, rules alone.")
        let accounts = ProviderAccounts(reading: &settings)
        let fallback = settings.optionalChoice(
            "LLM_FALLBACK_PROVIDER", of: ProviderKind.self,
            help: "Who is asked when the first provider can't answer; after it, the rules' answer stands.")
        let condensing = settings.optionalString(
            "LLM_CONDENSE_MODEL_ID",
            help:
                "A cheaper model of the same provider, which condenses old answers of tools in long conversations. Without it, they lose their middles."
        )
        retry = ModelRetryPolicy(
            maximumAttempts: settings.integer("LLM_RETRY_MAX_ATTEMPTS", default: 5, in: 1...20, help: "Attempts at one reply, the first included."),
            minimumWait: settings.seconds(
                "LLM_RETRY_MIN_WAIT", default: .seconds(1), in: 0...600, help: "Wait before the second attempt; it doubles from there."),
            maximumWait: settings.seconds(
                "LLM_RETRY_MAX_WAIT", default: .seconds(60), in: 0...3600,
                help: "The longest wait between attempts, unless the provider asks for more and the time is there."))
        silence = settings.seconds(
            "LLM_SILENCE_SECONDS", default: .seconds(45), in: 1...3600,
            help:
                "How long a provider may send nothing before the attempt is given up; OpenAI's sign of life comes after 30 s of thinking. A local model that reads long prompts slowly needs more."
        )
        prices = settings.prices()
        let selection = accounts.select(chosen, fallback: fallback, condensing: condensing)
        providers = selection.providers
        condenser = selection.condenser
        for (key, problem) in selection.problems { settings.refuse(key, because: problem) }
        if retry.minimumWait > retry.maximumWait { settings.refuse("LLM_RETRY_MIN_WAIT", because: "must not exceed LLM_RETRY_MAX_WAIT") }
    }
}
