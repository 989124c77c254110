import Contracts
package import Primitives

/// One alert of a batch, with how often the batch says the same.
package struct Notice: Sendable {
    package let alert: IncomingAlert
    /// How many notifications of the batch said this.
    package fileprivate(set) var count: Int
    /// When the last of them came.
    package fileprivate(set) var receivedAt: Timestamp
    /// Their places in the batch.
    package fileprivate(set) var origins: [Int]

    package var isFiring: Bool { alert.alert.status == .firing }
    package var startsAt: Timestamp { alert.alert.startsAt }
    package var endsAt: Timestamp? { isFiring ? nil : alert.alert.endsAt }
}

/// The alerts of a batch in rounds, to be written one round after the other within one transaction.
///
/// A set-based statement can change a row once, so a round holds an alert at most once. Nearly every batch is one round: a repeat is counted,
/// and only news about an alert that the batch had spoken of already goes to the next round.
package struct NoticeRounds: Sendable {
    private struct Identity: Hashable {
        let cluster: String
        let fingerprint: String
    }

    package let rounds: [[Notice]]

    package init(_ batch: [IncomingAlert]) {
        var rounds: [[Notice]] = []
        var places: [Identity: (round: Int, index: Int)] = Dictionary(minimumCapacity: batch.count)
        for (origin, alert) in batch.enumerated() {
            let identity = Identity(cluster: alert.cluster, fingerprint: alert.fingerprint)
            var round = 0
            if let place = places[identity] {
                if rounds[place.round][place.index].repeats(alert) {
                    rounds[place.round][place.index].count += 1
                    rounds[place.round][place.index].receivedAt = max(rounds[place.round][place.index].receivedAt, alert.receivedAt)
                    rounds[place.round][place.index].origins.append(origin)
                    continue
                }
                round = place.round + 1
            }
            if round == rounds.count { rounds.append([]) }
            places[identity] = (round, rounds[round].count)
            rounds[round].append(Notice(alert: alert, count: 1, receivedAt: alert.receivedAt, origins: [origin]))
        }
        self.rounds = rounds
    }
}

extension Notice {
    /// Whether an alert says of the same episode what is known of it by now: an episode that has ended doesn't fire again.
    fileprivate func repeats(_ other: IncomingAlert) -> Bool {
        startsAt == other.alert.startsAt && (!isFiring || other.alert.status == .firing)
    }
}
