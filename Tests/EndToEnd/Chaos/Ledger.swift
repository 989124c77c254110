import Primitives
import TestSupport

/// What the senders know: what they were promised by a 200, and how their requests fared.
final class Ledger: Sendable {
    struct Contents: Sendable {
        /// Of webhooks that were answered with 200.
        var acknowledged: Set<Episode> = []
        var acknowledgedEnds: Set<Episode> = []
        /// Ends that were sent at all: they may have been stored though the answer was lost.
        var sentEnds: Set<Episode> = []
        var requests = 0
        var statuses: [Int: Int] = [:]
        var timeouts = 0
        /// The connection was refused or cut.
        var cut = 0
        /// Statuses that a sender of well-formed webhooks must not see, and 503s without Retry-After.
        var unexpected: [String] = []
        var latencies: [Duration] = []
        var acknowledgedAt: [ContinuousClock.Instant] = []
        var alerts = 0
    }

    private let contents = Locked(Contents())

    var current: Contents { contents.value }

    func sending(_ notification: Notification) {
        contents.withLock { contents in
            contents.requests += 1
            contents.sentEnds.formUnion(notification.alerts.filter { $0.endsAt != nil }.map(\.episode))
        }
    }

    func acknowledged(_ notification: Notification, after latency: Duration) {
        contents.withLock { contents in
            contents.statuses[200, default: 0] += 1
            contents.acknowledged.formUnion(notification.alerts.map(\.episode))
            contents.acknowledgedEnds.formUnion(notification.alerts.filter { $0.endsAt != nil }.map(\.episode))
            contents.latencies.append(latency)
            contents.acknowledgedAt.append(.now)
            contents.alerts += notification.alerts.count
        }
    }

    func refused(_ status: Int, saysWhen: Bool, _ text: @autoclosure () -> String) {
        let complaint = status == 503 && saysWhen ? nil : "\(status): \(text())"
        contents.withLock { contents in
            contents.statuses[status, default: 0] += 1
            if let complaint { contents.unexpected.append(complaint) }
        }
    }

    func timedOut() {
        contents.withLock { $0.timeouts += 1 }
    }

    func wasCut() {
        contents.withLock { $0.cut += 1 }
    }
}
