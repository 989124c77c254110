package import Primitives

/// What happened in a window of time, in numbers. Each counts what happened within the window, whenever it began.
package struct Statistics: Codable, Hashable, Sendable {
    /// Whole hours in UTC: the window that was asked for, rounded outwards.
    package var since: Timestamp
    package var until: Timestamp
    /// nil for all that may be seen.
    package var cluster: String?
    package var alerts: Alerts
    package var incidents: Incidents
    package var timeToAcknowledge: DurationSummary
    package var timeToResolve: DurationSummary
    package var analyses: Analyses
    /// By what an analysis named first, the most frequent first.
    package var causes: [CauseCount]
    package var feedback: Feedback
    /// What language models were asked, by the analyses that were stored.
    package var models: ModelUsage

    package struct Alerts: Codable, Hashable, Sendable {
        /// Alerts in notifications that were taken, repeats included. Counted in memory and written every few seconds: what a killed replica had not
        /// written yet is missing.
        package var received: Int
        /// Those that began an episode; counted likewise.
        package var episodes: Int
        /// How many of a hundred received alerts opened no incident: what nobody had to look at. nil where none came.
        package var noiseRemovedPercent: Double?

        private enum CodingKeys: String, CodingKey {
            case received, episodes
            case noiseRemovedPercent = "noise_removed_percent"
        }
    }

    package struct Incidents: Codable, Hashable, Sendable {
        package var opened: Int
        package var acknowledged: Int
        package var resolved: Int
        package var reopened: Int
        /// Absorbed by another one.
        package var merged: Int
    }

    package struct Analyses: Codable, Hashable, Sendable {
        package var stored: Int
        /// Given up after the last attempt.
        package var failed: Int
    }

    package struct CauseCount: Codable, Hashable, Sendable {
        package var category: String
        package var analyses: Int

        package init(category: String, analyses: Int) {
            self.category = category
            self.analyses = analyses
        }
    }

    package struct Feedback: Codable, Hashable, Sendable {
        package var up: Int
        package var down: Int
    }

    private enum CodingKeys: String, CodingKey {
        case since, until, cluster, alerts, incidents, analyses, causes, feedback, models
        case timeToAcknowledge = "time_to_acknowledge"
        case timeToResolve = "time_to_resolve"
    }
}

extension Statistics {
    /// What is counted. A measure may have parts.
    package enum Measure: String, CaseIterable, Sendable {
        case received, episodes, opened, acknowledged, resolved, reopened, merged, failed
        /// By what the first cause is.
        case analysed
        /// By vote.
        case feedback
        /// Analyses that asked a language model; by model, as what follows.
        case reasoned
        case modelCalls = "model_calls"
        case inputTokens = "input_tokens"
        /// Of the input, what a provider's cache served.
        case cachedTokens = "cached_tokens"
        case outputTokens = "output_tokens"
        /// Millionths of a US dollar.
        case microdollars
        /// By the step of ``DurationScale``.
        case acknowledgeDuration = "acknowledge_duration"
        case resolveDuration = "resolve_duration"
        /// In seconds.
        case acknowledgeSeconds = "acknowledge_seconds"
        case resolveSeconds = "resolve_seconds"
    }

    package typealias Counts = [Measure: [String: Int]]

    package init(since: Timestamp, until: Timestamp, cluster: String?, counts: Counts) {
        func count(_ measure: Measure) -> Int { counts[measure]?.values.reduce(0, +) ?? 0 }
        func part(_ measure: Measure, _ part: String) -> Int { counts[measure]?[part] ?? 0 }
        self.since = since
        self.until = until
        self.cluster = cluster
        let received = count(.received)
        let noise = received > 0 ? max(0, 1 - Double(count(.opened)) / Double(received)) * 100 : nil
        alerts = Alerts(received: received, episodes: count(.episodes), noiseRemovedPercent: noise.map { ($0 * 100).rounded() / 100 })
        incidents = Incidents(
            opened: count(.opened), acknowledged: count(.acknowledged), resolved: count(.resolved), reopened: count(.reopened),
            merged: count(.merged))
        timeToAcknowledge = DurationSummary(steps: counts[.acknowledgeDuration] ?? [:], totalSeconds: count(.acknowledgeSeconds))
        timeToResolve = DurationSummary(steps: counts[.resolveDuration] ?? [:], totalSeconds: count(.resolveSeconds))
        analyses = Analyses(stored: count(.analysed), failed: count(.failed))
        causes = (counts[.analysed] ?? [:]).map { CauseCount(category: $0.key, analyses: $0.value) }
            .sorted { ($1.analyses, $0.category) < ($0.analyses, $1.category) }
        feedback = Feedback(up: part(.feedback, "up"), down: part(.feedback, "down"))
        models = ModelUsage(counts)
    }
}

/// How long something took. Medians are estimated to within 5 %, from counts on ``DurationScale``.
package struct DurationSummary: Codable, Hashable, Sendable {
    package var count: Int
    /// In seconds; nil where nothing was counted.
    package var median: Double?
    /// Nine of ten took no longer.
    package var p90: Double?
    package var mean: Double?

    /// - Parameter steps: how many took how long, by the step's number.
    package init(steps: [String: Int], totalSeconds: Int) {
        let ascending = steps.compactMap { step, count in Int(step).map { ($0, count) } }.sorted { $0.0 < $1.0 }
        let total = ascending.reduce(0) { $0 + $1.1 }
        count = total
        guard total > 0 else { return }
        func quantile(_ share: Double) -> Double {
            var rest = (share * Double(total)).rounded(.up)
            for (step, count) in ascending {
                rest -= Double(count)
                if rest <= 0 { return DurationScale.seconds(ofStep: step) }
            }
            return DurationScale.seconds(ofStep: ascending.last?.0 ?? 0)
        }
        median = quantile(0.5)
        p90 = quantile(0.9)
        mean = (Double(totalSeconds) / Double(total)).rounded()
    }
}
