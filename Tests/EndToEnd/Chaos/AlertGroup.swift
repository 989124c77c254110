import Primitives

/// A notification group as Alertmanager keeps it: its alerts fire, resolve and fire again.
struct AlertGroup: Sendable {
    enum Phase: Hashable, Sendable {
        case quiet
        case firing(since: Timestamp)
        /// Until somebody was told of the end.
        case resolved(since: Timestamp, at: Timestamp)
    }

    struct Series: Sendable {
        let alert: Webhook.Alert
        fileprivate(set) var phase = Phase.quiet
        fileprivate var lastStart = Timestamp(microseconds: 0)
    }

    let key: String
    let cluster: String
    private(set) var series: [Series]

    init(key: String, cluster: String, alerts: [Webhook.Alert]) {
        self.key = key
        self.cluster = cluster
        series = alerts.map { Series(alert: $0) }
    }

    /// What is to be told now: what fires, and what has ended since somebody was told.
    var notification: Notification {
        let alerts = series.compactMap { series -> Notification.Alert? in
            let (fingerprint, labels) = (series.alert.fingerprint, series.alert.labels)
            switch series.phase {
            case .quiet: return nil
            case .firing(let start):
                let episode = Episode(cluster: cluster, fingerprint: fingerprint, startsAt: start)
                return Notification.Alert(episode: episode, labels: labels, endsAt: nil)
            case .resolved(let start, let end):
                let episode = Episode(cluster: cluster, fingerprint: fingerprint, startsAt: start)
                return Notification.Alert(episode: episode, labels: labels, endsAt: end)
            }
        }
        return Notification(groupKey: key, alerts: alerts)
    }

    /// Lets some time pass: a part of the alerts changes.
    mutating func step(at now: Timestamp, using chance: inout SplitMix) {
        let changes = Int.random(in: 0...max(2, series.count / 4), using: &chance)
        for _ in 0..<changes {
            let index = Int.random(in: series.indices, using: &chance)
            let dice = Int.random(in: 0..<10, using: &chance)
            switch series[index].phase {
            case .quiet: fire(index, at: now)
            case .firing(let start) where dice < 7: series[index].phase = .resolved(since: start, at: max(now, start))
            // It ended and began again between two evaluations: nobody is told of the end.
            case .firing where dice == 7: fire(index, at: now)
            case .resolved where dice < 3: fire(index, at: now)
            case .firing, .resolved: break
            }
        }
    }

    /// Everything is over, for now.
    mutating func resolveAll(at now: Timestamp) {
        for index in series.indices {
            if case .firing(let start) = series[index].phase { series[index].phase = .resolved(since: start, at: max(now, start)) }
        }
    }

    /// Somebody was told, so ends need not be told again.
    mutating func acknowledged(_ notification: Notification) {
        let ended = Set(notification.alerts.filter { $0.endsAt != nil }.map(\.episode))
        for index in series.indices {
            guard case .resolved(let start, _) = series[index].phase else { continue }
            if ended.contains(Episode(cluster: cluster, fingerprint: series[index].alert.fingerprint, startsAt: start)) {
                series[index].phase = .quiet
            }
        }
    }

    /// Episodes of an alert differ in their start, which JSON carries to the millisecond.
    private mutating func fire(_ index: Int, at now: Timestamp) {
        let start = max(Timestamp(microseconds: now.microseconds / 1000 * 1000), series[index].lastStart + .milliseconds(1))
        series[index].lastStart = start
        series[index].phase = .firing(since: start)
    }
}

/// What identifies an episode, wherever it is told of.
struct Episode: Hashable, Sendable {
    let cluster: String
    let fingerprint: String
    let startsAt: Timestamp
}
