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

    mutating func add(_ outcome: ClusterReading.Outcome, of errand: Errand) {
        let resource = errand.reading.resource
        switch outcome {
        case .success(let page):
            page.fill(&snapshot)
            if errand.standing != .system { tally.succeeded(resource, isWhole: page.gap == nil) }
            serverDate = [serverDate, page.date].compactMap(\.self).max()
            if let gap = page.gap {
                let operation = APIOperation("list", resource, namespace: errand.namespace)
                snapshot.failures.append(
                    ReadFailure(
                        verb: operation.verb, resource: operation.resourceName, namespace: errand.namespace, reason: .truncated, message: gap,
                        isAuxiliary: errand.isAuxiliary))
            }
        case .failure(let error):
            snapshot.failures.append(ReadFailure(error, isAuxiliary: errand.isAuxiliary))
            tally.failed(resource, error, isOfSystem: errand.standing == .system)
        }
    }

    /// The snapshot as of the cluster's now.
    func finished() -> ClusterSnapshot {
        var snapshot = snapshot
        snapshot.now = ObservationClock.now(serverDate: serverDate, newest: snapshot.newestTimestamp, alertStart: alert.startsAt)
        // Where one namespace's names are unknown, an absent name means nothing.
        if snapshot.failures.contains(where: { $0.resource == APIResource.secrets.plural }) { snapshot.secretNames = nil }
        return snapshot
    }
}

/// A LIST to be made.
struct Errand: Sendable {
    var reading: ClusterReading
    var namespace: String?
    var options = ListOptions()
    var standing = Standing.target

    enum Standing: Hashable, Sendable {
        /// A verdict on the target stands on it.
        case target
        /// Explains more: its failure is told, and no more.
        case detail
        /// Of the cluster's own components, which the target's kinds are not to be confused with.
        case system
    }

    var isAuxiliary: Bool { standing != .target }
}
