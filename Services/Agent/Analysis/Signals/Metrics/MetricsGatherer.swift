import AgentDomain
import Contracts
import Primitives
package import Prometheus

/// Asks Prometheus about what an analysis looks at. Its absence costs detail, never the analysis.
///
/// Two rounds: which metrics there are and what the alert's rule says, while the cluster is listed; then everything about the target, a few
/// questions at a time.
package struct MetricsGatherer: Sendable {
    private let client: PrometheusClient

    /// Prometheus answers 20 queries at once by default (`--query.max-concurrency`); two analyses side by side leave room for people.
    private static let concurrency = 8
    private static let maximumQueries = 56
    /// Samples of a curve that is shown.
    private static let drawn = 60
    private static let maximumMeasurements = 400
    /// Of a sample that says how things are now: a few scrapes, and Prometheus' own lookback.
    private static let freshness = Duration.seconds(300)

    package init(client: PrometheusClient) {
        self.client = client
    }

    /// What was found out before the cluster was read.
    struct Knowledge: Sendable {
        var names = MetricNames()
        /// The expression that raised the alert.
        var rule: String?
        /// How long it held before the alert fired.
        var pending: Duration?
        var errors: [PrometheusError] = []
        /// Something was answered, if only that this isn't known here.
        var isAnswered = false
        /// Nothing further needs to be tried.
        var isBarren = false
    }

    struct Outcome: Sendable {
        var measurements: [Measurement] = []
        var series: [MetricSeries] = []
        var pending: Duration?
        var capability: CapabilityState
        var gaps: [SourceGap] = []
        var warnings: [String] = []
    }

    // MARK: First round

    func knowledge(of scope: SignalScope, deadline: Deadline) async -> Knowledge {
        let client = client.bounded(by: deadline.remaining)
        let linked = scope.alert.generatorURL.flatMap { AlertExpression.read(generatorURL: $0) }
        async let rules = Self.rule(of: scope.alert, client)
        let selections = Self.selections(scope)
        let answers = await concurrently(selections, limit: Self.concurrency) { selection -> Result<Set<String>, PrometheusError> in
            do throws(PrometheusError) {
                return .success(
                    try await client.metricNames(
                        matching: [selection.selector], from: scope.window.recent.start, to: scope.window.time.fired + .seconds(21_600)))
            } catch {
                return .failure(error)
            }
        }
        var knowledge = Knowledge(rule: linked)
        var known: [Labelling: Set<String>] = [:]
        var nodes: Set<String>?
        for (selection, answer) in zip(selections, answers) {
            switch answer {
            case .success(let names):
                knowledge.isAnswered = true
                if let labelling = selection.labelling { known[labelling] = names } else { nodes = names }
            case .failure(let error):
                knowledge.errors.append(error)
            }
        }
        // The usual labels are those that matter: where they weren't told, nothing is taken for missing.
        knowledge.names = MetricNames(known: known[.scraped] == nil ? nil : known, nodes: nodes)
        switch await rules {
        case .success(let rule):
            knowledge.rule = linked ?? rule?.expression
            knowledge.pending = rule?.pending
            knowledge.isAnswered = true
        // The alert's own link says as much of the expression.
        case .failure(let error): if linked == nil { knowledge.errors.append(error) }
        case nil: break
        }
        // What isn't served here, or is refused, is an answer too.
        knowledge.isAnswered = knowledge.isAnswered || knowledge.errors.contains { $0.reason == .notServed || $0.reason == .refused }
        knowledge.isBarren = !knowledge.isAnswered && knowledge.errors.contains { $0.isAboutTheServer && $0.reason != .timedOut }
        knowledge.errors.removeAll { $0.reason == .notServed || $0.reason == .refused }
        return knowledge
    }

    private struct Selection: Sendable {
        /// nil for nodes.
        var labelling: Labelling?
        var selector: String
    }

    private static func selections(_ scope: SignalScope) -> [Selection] {
        var selections: [Selection] = []
        if let namespace = scope.namespace {
            selections = Labelling.allCases.map { Selection(labelling: $0, selector: "{\(PromQL.matcher($0.namespace, [namespace]))}") }
        }
        return selections + [Selection(selector: "{\(PromQL.matcher("__name__", MetricQuery.nodeMetrics))}")]
    }

    /// - Returns: nil for an alert without a name.
    private static func rule(of alert: Alert, _ client: PrometheusClient) async -> Result<AlertingRule?, PrometheusError>? {
        guard !alert.name.isEmpty else { return nil }
        do throws(PrometheusError) {
            return .success(try await client.rules(named: alert.name).raising(alert.labels))
        } catch {
            return .failure(error)
        }
    }

    // MARK: Second round

    func gather(_ scope: SignalScope, _ knowledge: Knowledge, deadline: Deadline) async -> Outcome {
        let queries = knowledge.isBarren ? [] : Array(Self.queries(scope, knowledge).prefix(Self.maximumQueries))
        let scope = scope.waiting(knowledge.pending)
        let replies = await concurrently(queries, limit: Self.concurrency) { query in
            var reply = Reply(query: query, result: await ask(query, scope.window.recent, deadline))
            // Of what is no more, nobody needs to know what it was.
            if let rise = scope.window.rise, case .success(var answer) = reply.result, !answer.series.isEmpty {
                switch await ask(query, rise, deadline) {
                case .success(let earlier):
                    answer.series.insert(contentsOf: earlier.series, at: 0)
                    reply.result = .success(answer)
                case .failure(let error): reply.shortfall = error
                }
            }
            return reply
        }
        return Self.outcome(of: replies, scope, knowledge)
    }

    private func ask(
        _ query: MetricQuery, _ part: SignalWindow.Part, _ deadline: Deadline
    ) async -> Result<PrometheusAnswer, PrometheusError> {
        guard !deadline.isOver else { return .failure(.outOfTime) }
        do throws(PrometheusError) {
            return .success(
                try await client.bounded(by: deadline.remaining).query(query.expression, from: part.start, to: part.end, step: part.step))
        } catch {
            return .failure(error)
        }
    }

    private struct Reply: Sendable {
        var query: MetricQuery
        /// Of all parts of the window, the earlier first.
        var result: Result<PrometheusAnswer, PrometheusError>
        /// Why the time in which the alert came up is missing.
        var shortfall: PrometheusError?
    }

    /// The most telling first: where time runs out, it is the last that are missing.
    static func queries(_ scope: SignalScope, _ knowledge: Knowledge) -> [MetricQuery] {
        MetricQuery.alert(scope, rule: knowledge.rule) + MetricQuery.containers(scope, knowledge.names)
            + MetricQuery.processors(scope, knowledge.names) + MetricQuery.volumes(scope, knowledge.names)
            + MetricQuery.traffic(scope, knowledge.names)
            + MetricQuery.autoscalers(scope, knowledge.names) + MetricQuery.nodes(scope, knowledge.names)
    }

    private static func outcome(of replies: [Reply], _ scope: SignalScope, _ knowledge: Knowledge) -> Outcome {
        var outcome = Outcome(pending: knowledge.pending, capability: .ok)
        var book = CurveBook()
        var errors = knowledge.errors + replies.compactMap(\.shortfall)
        for reply in replies {
            let query = reply.query
            let isAlert = query.readings[""] == .level(.alertExpression)
            switch reply.result {
            case .success(let answer):
                book.add(answer, to: query) { !isAlert || scope.alert.agrees(with: $0) }
                if answer.isCut { outcome.warnings.append("Prometheus answered with more series than are read: \(query.expression)") }
                if !answer.series.isEmpty, let warning = answer.warnings.first {
                    outcome.warnings.append("Prometheus warns of its own answer: \(warning)")
                    outcome.capability = .degraded
                }
            // A rule of one's own may be refused, and that says nothing of Prometheus.
            case .failure(let error) where isAlert && !error.isAboutTheServer:
                outcome.warnings.append("The alert's own expression could not be evaluated: \(error.message)")
            case .failure(let error):
                errors.append(error)
            }
        }
        let isAnswered = replies.isEmpty ? knowledge.isAnswered : replies.contains { $0.result.isSuccess }
        if let error = errors.first {
            outcome.capability = isAnswered ? .degraded : .unavailable
            let failed = isAnswered ? "\(errors.count) of its questions" : "any question"
            let text = "Prometheus did not answer \(failed): \(error)"
            outcome.warnings.append(text)
            outcome.gaps.append(SourceGap(.prometheus, isAnswered ? text : "No metrics were read. \(text)"))
        } else if !isAnswered {
            outcome.capability = .unknown
        }
        fill(&outcome, book, scope, knowledge)
        if isAnswered, outcome.measurements.isEmpty, !scope.pods.isEmpty || !scope.nodes.isEmpty {
            outcome.gaps.append(SourceGap(.prometheus, "Prometheus has no metrics of the target.", isFailure: false))
        }
        outcome.warnings = outcome.warnings.reduce(into: []) { list, item in if !list.contains(item) { list.append(item) } }
        return outcome
    }

    private static func fill(_ outcome: inout Outcome, _ book: CurveBook, _ scope: SignalScope, _ knowledge: Knowledge) {
        let threshold = knowledge.rule.flatMap { Threshold($0) }
        let isWatched = book.reachesBack(in: scope.window)
        var measured: [(measurement: Measurement, curve: Curve)] = []
        for (key, curve) in book.curves {
            let (bound, requested) = limits(of: key, book, scope, threshold?.bound)
            guard var measurement = Measurement(curve, bound: bound, requested: requested, in: scope.window, isWatched: isWatched) else { continue }
            if key.quantity == .alertExpression, scope.window.time.now - measurement.at <= freshness {
                // A comparison that can't be taken apart leaves out what doesn't satisfy it.
                measurement.holds = threshold.map { $0.isMet(by: measurement.value) } ?? true
            }
            measured.append((measurement, curve))
        }
        measured.sort { ($1.measurement.prominence, $0.curve.key.order) < ($0.measurement.prominence, $1.curve.key.order) }
        outcome.measurements = measured.prefix(maximumMeasurements).map(\.measurement)
        outcome.series = measured.prefix(maximumMeasurements).map { _, curve in
            MetricSeries(
                quantity: curve.key.quantity, expression: curve.query, labels: curve.labels,
                samples: curve.downsampled(to: drawn, in: scope.window.recent))
        }
    }

    /// What the cluster's own objects say, else what Prometheus knows of them.
    private static func limits(
        of key: Curve.Key, _ book: CurveBook, _ scope: SignalScope, _ threshold: Double?
    ) -> (bound: Double?, requested: Double?) {
        let resources = scope.resources(of: key.object)
        switch key.quantity {
        case .memoryWorkingSet: return (resources?.limits["memory"] ?? book.bounds[key], resources?.requests["memory"] ?? book.requests[key])
        case .cpuUsage: return (resources?.limits["cpu"] ?? book.bounds[key], resources?.requests["cpu"] ?? book.requests[key])
        case .alertExpression: return (threshold, nil)
        default: return (book.bounds[key], nil)
        }
    }
}

extension Result {
    fileprivate var isSuccess: Bool {
        if case .success = self { true } else { false }
    }
}

extension Alert {
    /// Whether a series may be the one that raised the alert: their common labels have the same values.
    fileprivate func agrees(with series: [String: String]) -> Bool {
        series.allSatisfy { label, value in label == "__name__" || labels[label].map { $0 == value } ?? true }
    }
}

extension Measurement {
    /// How far up a page should show it: what changed with the alert, or is at its bound, before what is as ever.
    fileprivate var prominence: Int {
        if quantity == .alertExpression { return 4 }
        if let share = shareOfBound, share >= 0.9 { return 3 }
        if changedAt != nil || forecast != nil { return 2 }
        return quantity == .memoryWorkingSet || quantity == .cpuUsage ? 1 : 0
    }
}

extension Curve.Key {
    fileprivate var order: String { "\(quantity.rawValue) \(object) \(detail ?? "")" }
}
