import KubernetesModel
public import Primitives

/// What time it is in the cluster.
///
/// The API server's `Date` header is the best clock there is: the agent's own may be off, and a replayed recording lies in the past.
/// A server whose clock is off by more than an hour from all that it reports is not believed.
public enum ObservationClock {
    public static let tolerance = Duration.seconds(3600)

    /// - Parameters:
    ///   - serverDate: the API server's `Date` header; nil where there was none.
    ///   - newest: the newest time seen in objects, events and logs.
    public static func now(serverDate: Timestamp?, newest: Timestamp?, alertStart: Timestamp) -> Timestamp {
        let seen = [newest, alertStart].compactMap(\.self).max() ?? alertStart
        guard let serverDate else { return seen }
        let difference = serverDate - seen
        return difference > tolerance || difference < .zero - tolerance ? seen : serverDate
    }
}

extension ClusterSnapshot {
    /// The newest time that anything in the snapshot carries: kubelets' heartbeats, events and container states.
    public var newestTimestamp: Timestamp? {
        var newest: Timestamp?
        func see(_ time: Timestamp?) {
            if let time, newest.map({ $0 < time }) ?? true { newest = time }
        }
        for event in events { see(event.lastSeen) }
        for node in nodes {
            for condition in node.conditions { see(condition.lastHeartbeatTime) }
        }
        for pod in pods {
            see(pod.metadata.creationTimestamp)
            for container in pod.status.containers {
                see(container.state.runningSince)
                see(container.state.termination?.finishedAt)
            }
        }
        for log in logs { see(log.lines.last?.time) }
        return newest
    }
}
