package import Primitives

/// Alerts that a person takes out of an incident, to make another of them or to move them into one: what goes with them, and what stays. Pure.
package struct Relocation: Hashable, Sendable {
    /// One alert of the incident.
    package struct Alert: Hashable, Sendable {
        package var fingerprint: String
        package var name: String
        package var namespace: String?
        package var workload: String?
        package var node: String?
        package var severity: Severity
        /// Of its latest episode in this incident.
        package var startsAt: Timestamp
        package var isFiring: Bool
        /// Under which its next episodes come in; nil where that can't be told any more, and where it is the alert itself.
        package var correlationKey: String?

        package init(
            fingerprint: String, name: String, namespace: String? = nil, workload: String? = nil, node: String? = nil, severity: Severity,
            startsAt: Timestamp, isFiring: Bool, correlationKey: String?
        ) {
            self.fingerprint = fingerprint
            self.name = name
            self.namespace = namespace
            self.workload = workload
            self.node = node
            self.severity = severity
            self.startsAt = startsAt
            self.isFiring = isFiring
            self.correlationKey = correlationKey
        }

        package var analysisKey: AnalysisKey { AnalysisKey(alertName: name, namespace: namespace, workload: workload, node: node) }
    }

    package enum Refusal: Error, Hashable, Sendable {
        /// These aren't alerts of the incident.
        case unknown([String])
        /// Nothing would be left of the incident.
        case everything
    }

    /// In the order of their start.
    package let alerts: [Alert]
    package let remaining: [Alert]
    /// Correlation keys all of whose alerts go: the next alerts of these go there as well.
    package let keys: Set<String>
    /// Analyses, and jobs for them, that answer for these alerts alone.
    package let analyses: [AnalysisKey]
    /// Alerts that fire and whose analysis stays, because others here need it too: each asks for one of its own.
    package let unanswered: [Alert]

    package init(_ fingerprints: Set<String>, of all: [Alert]) throws(Refusal) {
        let byStart = all.sorted { ($0.startsAt, $0.fingerprint) < ($1.startsAt, $1.fingerprint) }
        let unknown = fingerprints.subtracting(all.map(\.fingerprint))
        guard unknown.isEmpty else { throw .unknown(unknown.sorted()) }
        alerts = byStart.filter { fingerprints.contains($0.fingerprint) }
        remaining = byStart.filter { !fingerprints.contains($0.fingerprint) }
        guard !remaining.isEmpty else { throw .everything }

        keys = Set(alerts.compactMap(\.correlationKey)).subtracting(remaining.compactMap(\.correlationKey))
        let kept = Set(remaining.map(\.analysisKey))
        var analyses: [AnalysisKey] = []
        var unanswered: [Alert] = []
        var seen: Set<AnalysisKey> = []
        for alert in alerts where !kept.contains(alert.analysisKey) && seen.insert(alert.analysisKey).inserted {
            analyses.append(alert.analysisKey)
        }
        for alert in alerts where alert.isFiring && kept.contains(alert.analysisKey) && seen.insert(alert.analysisKey).inserted {
            unanswered.append(alert)
        }
        self.analyses = analyses
        self.unanswered = unanswered
    }

    package var severity: Severity { alerts.reduce(Severity("")) { $0.max($1.severity) } }

    /// For timelines: `KubePodNotReady: shop/orders and 3 more`.
    package var description: String {
        guard let first = alerts.first else { return "" }
        let name = IncidentTitle.provisional(first)
        return alerts.count > 1 ? "\(name) and \(alerts.count - 1) more" : name
    }
}

extension IncidentTitle {
    /// By one of its alerts.
    package static func provisional(_ alert: Relocation.Alert) -> String {
        provisional(alert.name, subject: alert.analysisKey.subject, namespace: alert.namespace)
    }
}
