import AgentDomain
import Contracts
import Kubernetes
import KubernetesModel
import Primitives

/// What the lists have brought in so far.
struct Collected: Sendable {
    let alert: Alert
    var snapshot: ClusterSnapshot
    var tally = ReadTally()
    /// The latest of the server's dates.
    var serverDate: Timestamp?

    init(alert: Alert) {
        self.alert = alert
        snapshot = ClusterSnapshot(now: alert.startsAt)
    }

    mutating func add(_ outcome: ClusterReading.Outcome, of resource: APIResource) {
        switch outcome.result {
        case .success(let page):
            page.fill(&snapshot)
            tally.succeeded(resource)
            serverDate = [serverDate, page.date].compactMap(\.self).max()
        case .failure(let error):
            snapshot.failures.append(ReadFailure(error))
            tally.failed(resource, error)
        }
    }

    /// The snapshot as of the cluster's now.
    func finished() -> ClusterSnapshot {
        var snapshot = snapshot
        snapshot.now = ObservationClock.now(serverDate: serverDate, newest: snapshot.newestTimestamp, alertStart: alert.startsAt)
        return snapshot
    }
}
