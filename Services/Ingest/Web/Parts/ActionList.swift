import Contracts
import Primitives

/// What to do: now, for good, and so that it is seen earlier next time.
struct ActionList {
    let recommendations: [Recommendation]

    var html: HTML? {
        guard !recommendations.isEmpty else { return nil }
        let sections = [(Recommendation.Kind.immediate, "Now"), (.fix, "The fix"), (.monitoring, "Monitoring"), (.capacity, "Capacity")]
        return """
            <h3>What to do</h3>
            \(sections.compactMap { kind, title in section(title, recommendations.filter { $0.kind == kind }) })
            """
    }

    private func section(_ title: String, _ actions: [Recommendation]) -> HTML? {
        guard !actions.isEmpty else { return nil }
        return """
            <h4>\(title)</h4>
            <ul class="steps">\(actions.map(action))</ul>
            """
    }

    private func action(_ action: Recommendation) -> HTML {
        let minutes: HTML? = action.expectedMinutes.map { "<span class=\"small muted\">about \($0) min</span>" }
        let command: HTML? = action.command.map { "<pre><code>\($0)</code></pre>" }
        return "<li>\(action.text) \(Badge.risk(action.risk)) \(minutes)\(command)</li>"
    }
}
