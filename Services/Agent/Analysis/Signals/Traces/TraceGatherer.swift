import AgentDomain
import Contracts
import Primitives
import SourceClient
package import Tempo

/// Asks Tempo for the target's requests around the alert, the failed and the slow ones first. Its absence costs detail, never the analysis.
package struct TraceGatherer: Sendable {
    private let client: TempoClient
    private let limits: Limits

    package struct Limits: Sendable {
        /// Traces that are read of those that were found.
        package var traces: Int
        /// Before the alert, and after it.
        package var lookback: Duration
        package var forward: Duration

        package init(traces: Int = 5, lookback: Duration = .seconds(900), forward: Duration = .seconds(300)) {
            self.traces = traces
            self.lookback = lookback
            self.forward = forward
        }
    }

    package init(client: TempoClient, limits: Limits = Limits()) {
        self.client = client
        self.limits = limits
    }

    struct Outcome: Sendable {
        var traces: [RequestTrace] = []
        var capability = CapabilityState.ok
        var gaps: [SourceGap] = []
        var warnings: [String] = []
    }

    /// Spans reach Tempo's search up to a minute after they ended.
    private static let searchLag = Duration.seconds(60)

    func gather(_ scope: SignalScope, deadline: Deadline) async -> Outcome {
        let searches = TraceSearch.all(scope)
        guard !searches.isEmpty else { return await probed(scope, deadline) }
        let start = scope.window.time.fired - limits.lookback
        let end = max(scope.window.time.fired, min(scope.window.time.now, scope.window.time.fired + limits.forward))
        let client = client.bounded(by: deadline.remaining)
        let limit = limits.traces
        let answers = await concurrently(searches, limit: searches.count) { search -> Result<[TraceMatch], SourceError> in
            do throws(SourceError) {
                return .success(try await client.search(search.query, from: start, to: end, limit: max(20, limit)))
            } catch {
                return .failure(error)
            }
        }
        var errors: [SourceError] = []
        var found: [(search: TraceSearch, match: TraceMatch)] = []
        for (search, answer) in zip(searches, answers) {
            switch answer {
            case .success(let matches): found += matches.sorted { $0.duration > $1.duration }.map { (search, $0) }
            case .failure(let error): errors.append(error)
            }
        }
        var seen: Set<TraceID> = []
        let chosen = Self.mixed(found.filter { seen.insert($0.match.id).inserted }, limits.traces)
        var outcome = await read(chosen, deadline, scope)
        outcome.note(errors, isAnswered: errors.count < searches.count)
        if errors.isEmpty, found.isEmpty {
            let name = scope.services.first ?? "the target"
            let lag = scope.window.time.now - end < Self.searchLag ? " yet: its search lags by up to a minute" : ""
            outcome.gaps.append(SourceGap(.tempo, "Tempo has no traces of \(name) from \(start) to \(end)\(lag).", isFailure: false))
        }
        return outcome
    }

    /// Of each kind, so that many failures alike don't hide what is slow: two thirds failed.
    private static func mixed(_ found: [(search: TraceSearch, match: TraceMatch)], _ limit: Int) -> [(search: TraceSearch, match: TraceMatch)] {
        let failed = found.filter { $0.search.wanted == .failed }
        let slow = found.filter { $0.search.wanted == .slow }
        let others = found.filter { $0.search.wanted == .any }
        let reserved = min(slow.count, limit / 3)
        let first = failed.prefix(limit - reserved)
        return Array((first + slow + failed.dropFirst(first.count) + others).prefix(limit))
    }

    private func read(_ chosen: [(search: TraceSearch, match: TraceMatch)], _ deadline: Deadline, _ scope: SignalScope) async -> Outcome {
        let client = client.bounded(by: deadline.remaining)
        let traces = await concurrently(chosen.map(\.match.id), limit: 5) { id -> Result<StoredTrace?, SourceError> in
            guard !deadline.isOver else { return .failure(.outOfTime) }
            do throws(SourceError) {
                return .success(try await client.bounded(by: deadline.remaining).trace(id))
            } catch {
                return .failure(error)
            }
        }
        var outcome = Outcome()
        var errors: [SourceError] = []
        for (choice, answer) in zip(chosen, traces) {
            switch answer {
            case .success(let stored):
                guard let stored, stored.isOf(scope), let reduction = TraceReduction(stored) else { continue }
                outcome.traces.append(reduction.trace(stored.id, query: choice.search.query))
                if !stored.isComplete { outcome.warnings.append("Trace \(stored.id) is incomplete.") }
            case .failure(let error):
                errors.append(error)
            }
        }
        outcome.note(errors, isAnswered: true)
        return outcome
    }

    /// Nothing to ask about: whether Tempo would have answered is still worth knowing.
    private func probed(_ scope: SignalScope, _ deadline: Deadline) async -> Outcome {
        var outcome = Outcome()
        do throws(SourceError) {
            try await client.bounded(by: deadline.remaining).probe(at: scope.window.time.now)
        } catch {
            outcome.note([error], isAnswered: false)
        }
        return outcome
    }
}

extension TraceGatherer.Outcome {
    fileprivate mutating func note(_ errors: [SourceError], isAnswered: Bool) {
        guard let error = errors.first else { return }
        capability = isAnswered ? .degraded : .unavailable
        let text = "Tempo did not answer \(isAnswered ? "everything" : "any question"): \(error)"
        if !warnings.contains(text) { warnings.append(text) }
        gaps.append(SourceGap(.tempo, isAnswered ? text : "No traces were read. \(text)"))
    }
}

extension StoredTrace {
    /// False where spans of the target's name belong to its namesake in another namespace, and none to it.
    fileprivate func isOf(_ scope: SignalScope) -> Bool {
        guard let namespace = scope.namespace else { return true }
        let namespaces = Set(spans.filter { scope.services.contains($0.service) }.compactMap { $0.resource["k8s.namespace.name"] })
        return namespaces.isEmpty || namespaces.contains(namespace)
    }
}
