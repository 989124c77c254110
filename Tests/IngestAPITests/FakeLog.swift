import IngestDomain
import Primitives
import Synchronization

/// A log in memory, whose oldest entries can be dropped.
final class FakeLog: EventLog {
    private let entries = Mutex<[IncidentEvent]>([])

    func append(_ numbers: ClosedRange<Int64>, cluster: String = "lab") {
        entries.withLock { entries in
            for number in numbers {
                let entry = TimelineEntry(at: Sample.now, kind: .opened, text: "Entry \(number)\nof two lines.")
                let position = EventPosition(transaction: 7, number: number)
                entries.append(IncidentEvent(position: position, incident: Sample.id, cluster: cluster, entry: entry))
            }
        }
    }

    func drop(through number: Int64) {
        entries.withLock { $0.removeAll { $0.position.number <= number } }
    }

    func end() async throws(IntakeError) -> EventPosition {
        entries.withLock { $0.last?.position ?? .beginning }
    }

    func holds(_ position: EventPosition) async throws(IntakeError) -> Bool {
        entries.withLock { $0.contains { $0.position == position } }
    }

    func events(after position: EventPosition, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> EventBatch {
        entries.withLock { entries in
            let page = entries.filter { $0.position > position }.prefix(limit)
            return EventBatch(
                after: position, events: page.filter { scope.contains($0.cluster) }, last: page.last?.position ?? position,
                hasMore: page.count == limit)
        }
    }
}

/// Answers with what it was asked for.
struct FakeLedger: StatisticsLedger {
    func statistics(_ window: StatisticsWindow, in scope: ClusterScope) async throws(IntakeError) -> Statistics {
        Statistics(since: window.since, until: window.until, cluster: scope.cluster, counts: [.received: ["": 10], .opened: ["": 2]])
    }

    func count(limit: Int) async throws(IntakeError) -> Int { 0 }

    func add(received: [ReceivedHour: ReceivedAlerts]) async throws(IntakeError) {}
}
