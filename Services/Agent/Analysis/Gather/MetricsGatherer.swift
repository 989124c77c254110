import AgentDomain
import Contracts
import Primitives
package import Prometheus

/// Asks Prometheus about the pods that an analysis looks at. Its absence costs detail, never the analysis.
package struct MetricsGatherer: Sendable {
    private let client: PrometheusClient
    private let window: Duration

    package init(client: PrometheusClient, window: Duration = .seconds(3600)) {
        self.client = client
        self.window = window
    }

    struct Outcome: Sendable {
        var series: [MetricSeries] = []
        var capability: CapabilityState
        var warnings: [String] = []
    }

    /// Twice the scrape interval that most set-ups use: 120 samples an hour.
    private static let step = Duration.seconds(30)

    func gather(_ queries: [MetricQuery], now: Timestamp) async -> Outcome {
        let answers = await withTaskGroup(of: (Int, Result<PrometheusAnswer, PrometheusError>).self) { group in
            for (position, query) in queries.enumerated() {
                group.addTask {
                    do throws(PrometheusError) {
                        return (position, .success(try await client.query(query.expression, from: now - window, to: now, step: Self.step)))
                    } catch {
                        return (position, .failure(error))
                    }
                }
            }
            var answers: [(Int, Result<PrometheusAnswer, PrometheusError>)] = []
            for await answer in group {
                answers.append(answer)
            }
            return answers.sorted { $0.0 < $1.0 }
        }
        return Self.outcome(of: answers.map { (queries[$0.0], $0.1) })
    }

    private static func outcome(of answers: [(MetricQuery, Result<PrometheusAnswer, PrometheusError>)]) -> Outcome {
        var outcome = Outcome(capability: .unknown)
        var isAnswered = false
        var errors: [PrometheusError] = []
        for (query, result) in answers {
            switch result {
            case .success(let answer):
                isAnswered = true
                outcome.series += answer.series.map { MetricSeries(query, $0) }.filter { !$0.samples.isEmpty }
                if answer.isCut {
                    outcome.warnings.append("Prometheus answered with more series than are read: \(query.expression)")
                }
            // A rule of one's own may be refused, and that says nothing of Prometheus.
            case .failure(let error) where query.meaning == .alertExpression && !error.isAboutTheServer:
                outcome.warnings.append("The alert's own expression could not be evaluated: \(error.message)")
            case .failure(let error):
                errors.append(error)
            }
        }
        if let error = errors.first {
            outcome.capability = isAnswered ? .degraded : .unavailable
            outcome.warnings.append("Prometheus did not answer \(errors.count) of \(answers.count) queries: \(error)")
        } else if isAnswered {
            outcome.capability = .ok
        }
        return outcome
    }
}

extension MetricSeries {
    fileprivate init(_ query: MetricQuery, _ series: PrometheusAnswer.Series) {
        self.init(
            meaning: query.meaning, expression: query.expression, labels: series.labels,
            // What isn't a number says nothing, and JSON couldn't carry it.
            samples: series.samples.filter(\.value.isFinite).map { Sample(time: $0.time, value: $0.value) })
    }
}
