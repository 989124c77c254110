import AgentDomain
import Contracts
import KubernetesModel
package import Loki
import Primitives
import SourceClient

/// Asks Loki for the target's lines around the alert: those that Kubernetes no longer has, as of pods that are gone.
package struct LokiGatherer: Sendable {
    private let client: LokiClient
    private let lines: Int

    /// - Parameter lines: of one query.
    package init(client: LokiClient, lines: Int = 500) {
        self.client = client
        self.lines = lines
    }

    struct Outcome: Sendable {
        var logs: [ContainerLog] = []
        var capability = CapabilityState.ok
        var gaps: [SourceGap] = []
        var warnings: [String] = []
    }

    /// Before the alert.
    private static let lookback = Duration.seconds(1800)
    private static let maximumLogs = 24

    /// First round: which labels the streams go by.
    func labelling(_ scope: SignalScope, deadline: Deadline) async -> Result<LogLabelling?, SourceError> {
        do throws(SourceError) {
            let labels = try await client.bounded(by: deadline.remaining)
                .labels(from: scope.window.time.fired - Self.lookback, to: scope.window.time.fired + .seconds(3600))
            return .success(LogLabelling(labels))
        } catch {
            return .failure(error)
        }
    }

    /// Second round: the lines.
    func gather(_ scope: SignalScope, _ labelling: Result<LogLabelling?, SourceError>, deadline: Deadline) async -> Outcome {
        var outcome = Outcome()
        let known: LogLabelling
        switch labelling {
        case .success(let found?):
            known = found
        case .success(nil):
            outcome.gaps.append(SourceGap(.loki, "Loki has no logs of containers: none of its labels names a namespace.", isFailure: false))
            return outcome
        // Not every proxy passes the labels on.
        case .failure(let error) where error.reason == .notFound || error.reason == .refused || error.reason == .timedOut:
            known = .usual
        case .failure(let error):
            outcome.note([error], isAnswered: false)
            return outcome
        }
        guard let query = known.query(scope) else {
            if case .failure(let error) = labelling, error.reason == .timedOut { outcome.note([error], isAnswered: false) }
            return outcome
        }
        let client = client.bounded(by: deadline.remaining)
        let window = scope.window
        let lines = lines
        let queries = [query, LogLabelling.troubled(query)]
        let answers = await concurrently(queries, limit: 2) { query -> Result<[LogStream], SourceError> in
            guard !deadline.isOver else { return .failure(.outOfTime) }
            do throws(SourceError) {
                return .success(try await client.lines(query, from: window.time.fired - Self.lookback, to: window.time.now, limit: lines))
            } catch {
                return .failure(error)
            }
        }
        var errors: [SourceError] = []
        var streams: [LogStream] = []
        for answer in answers {
            switch answer {
            case .success(let found): streams += found
            case .failure(let error): errors.append(error)
            }
        }
        if case .failure(let error) = labelling, error.reason == .timedOut { errors.append(error) }
        outcome.note(errors, isAnswered: answers.contains { if case .success = $0 { true } else { false } })
        outcome.logs = Self.logs(streams, known, query, isWhole: streams.map(\.lines.count).reduce(0, +) < lines)
        if errors.isEmpty, outcome.logs.isEmpty {
            outcome.gaps.append(SourceGap(.loki, "Loki has no lines of the target's pods.", isFailure: false))
        }
        return outcome
    }

    /// One log a container, of the lines of all its streams, each once.
    private static func logs(_ streams: [LogStream], _ labelling: LogLabelling, _ query: String, isWhole: Bool) -> [ContainerLog] {
        struct Place: Hashable {
            var namespace: String
            var pod: String
            var container: String
        }
        var lines: [Place: Set<LogStream.Line>] = [:]
        for stream in streams {
            guard let namespace = stream.labels[labelling.namespace], let pod = stream.labels[labelling.podField] else { continue }
            let place = Place(namespace: namespace, pod: pod, container: stream.labels[labelling.container] ?? "")
            lines[place, default: []].formUnion(stream.lines)
        }
        return lines.map { place, lines in
            ContainerLog(
                namespace: place.namespace, pod: place.pod, container: place.container, isPrevious: false,
                content: .lines(lines.sorted { $0.time < $1.time }.map { ContainerLog.Line(time: $0.time, text: $0.text) }),
                isWhole: isWhole, origin: .loki(query: query))
        }
        .sorted { ($1.lines.last?.time.map(\.microseconds) ?? 0, $0.pod) < ($0.lines.last?.time.map(\.microseconds) ?? 0, $1.pod) }
        .prefix(maximumLogs).map(\.self)
    }
}

extension LokiGatherer.Outcome {
    fileprivate mutating func note(_ errors: [SourceError], isAnswered: Bool) {
        guard let error = errors.first else { return }
        capability = isAnswered ? .degraded : .unavailable
        let text = "Loki did not answer \(isAnswered ? "everything" : "any question"): \(error)"
        warnings.append(text)
        gaps.append(SourceGap(.loki, isAnswered ? text : "No logs were read from Loki. \(text)"))
    }
}
