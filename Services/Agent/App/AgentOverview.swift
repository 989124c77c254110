import AgentAPI
import LLM
import Primitives
import ServerKit

/// What the agent's `/health` tells beyond its checks: the language model, and how busy it is.
enum AgentOverview {
    static func sources(models: @escaping @Sendable () -> AgentModels?, gate: AnalysisGate) -> [HealthSource] {
        [
            HealthSource("ai") { ["ai": state(of: models())] },
            HealthSource("analyses") {
                let load = gate.load
                let figures: [String: JSONValue] = ["running": .integer(Int64(load.running)), "limit": .integer(Int64(load.limit))]
                return ["analyses": HealthComponent(load.running < load.limit ? .ok : .degraded, figures: figures)]
            },
        ]
    }

    /// By what calls have met lately: asking a provider would cost money, and tell of that moment alone.
    private static func state(of models: AgentModels?) -> HealthComponent {
        guard let models else { return HealthComponent(.off, detail: "no provider is set: rules alone") }
        let identity = models.judge.identity
        let figures: [String: JSONValue] = ["provider": .string(identity.provider), "model": .string(identity.model)]
        let away = models.avoided()
        guard !away.isEmpty else { return HealthComponent(.ok, figures: figures) }
        return HealthComponent(.degraded, detail: "left alone after failures: \(away.joined(separator: ", "))", figures: figures)
    }
}
