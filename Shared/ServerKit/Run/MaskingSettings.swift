package import Masking
package import Settings
package import Telemetry

/// What is taken out of everything that leaves a service.
package struct MaskingSettings: SettingsGroup {
    package var options: MaskingOptions

    package init(reading settings: inout SettingsReader) {
        options = MaskingOptions()
        options.isEnabled = settings.flag(
            "MASKING_ENABLED", default: true, help: "Takes secrets out of logs, and of all that an analysis gives to a model, a database or a caller."
        )
        options.masksEmails = settings.flag("MASKING_EMAILS", default: true, help: "E-mail addresses count as secrets.")
        options.masksPublicAddresses = settings.flag(
            "MASKING_PUBLIC_IPS", default: true, help: "IPv4 addresses that are reachable from everywhere count as secrets; private ones never do.")
        options.masksCards = settings.flag("MASKING_CARDS", default: true, help: "Payment card numbers count as secrets.")
        options.custom = settings.document(
            "MASKING_REGEX_LIST_JSON", default: [], format: "a list of patterns (PCRE2), or of {name, pattern}",
            help: "Patterns of secrets of your own; of a group called `secret` only that is masked.", parse: CustomRule.parse)
    }

    /// - Parameter registry: counts what is masked, by family of rules.
    package func masker(countedIn registry: MetricsRegistry) -> Masker {
        let hits = MaskingHits(registry: registry)
        return Masker(options) { hits.hit($0) }
    }
}

/// Counts what was masked: a rule that never fires, or always, is worth a look.
struct MaskingHits: Sendable {
    private let counters: [MaskingFamily: Counter]

    init(registry: MetricsRegistry) {
        let family = registry.counter(
            "whence_masked_secrets_total", help: "Secrets that were masked, by family of rules.", labels: MaskingFamily.self)
        // All of them from the start: a rate needs a zero to begin at.
        counters = Dictionary(uniqueKeysWithValues: MaskingFamily.allCases.map { ($0, family[$0]) })
    }

    func hit(_ family: MaskingFamily) {
        counters[family]?.increment()
    }
}

extension MaskingFamily: LabelSet {
    package var pairs: KeyValuePairs<String, String> { ["family": rawValue] }
}
