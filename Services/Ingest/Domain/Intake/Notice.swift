import Contracts
package import Primitives

/// What a batch says of one episode, from as many notifications as spoke of it.
package struct Notice: Sendable {
    /// The first of them.
    package let alert: IncomingAlert
    package let correlation: Correlation
    package let startsAt: Timestamp
    /// Whether any of them said that it fires.
    package private(set) var isFiring: Bool
    /// The latest end that any of them told; nil where none did.
    package private(set) var endsAt: Timestamp?
    /// The latest of their expiries.
    package private(set) var expiresAt: Timestamp?
    /// When the last of them came.
    package private(set) var receivedAt: Timestamp
    /// The place of the first notification in the batch.
    package let firstOrigin: Int
    /// The places of the others: nearly always there are none.
    package private(set) var otherOrigins: [Int] = []
    /// The place of the first one that told an end.
    package private(set) var endOrigin: Int?

    package var count: Int { 1 + otherOrigins.count }
    package var origins: [Int] { [firstOrigin] + otherOrigins }

    package init(_ alert: IncomingAlert, correlation: Correlation, origin: Int = 0) {
        self.alert = alert
        self.correlation = correlation
        startsAt = alert.alert.startsAt
        isFiring = alert.alert.status == .firing
        endsAt = isFiring ? nil : alert.alert.endsAt
        expiresAt = alert.expiresAt
        receivedAt = alert.receivedAt
        firstOrigin = origin
        endOrigin = isFiring ? nil : origin
    }

    /// Takes in another notification, where it speaks of the same episode.
    ///
    /// - Returns: false where it may be about another one.
    fileprivate mutating func absorb(_ other: IncomingAlert, origin: Int) -> Bool {
        let otherFires = other.alert.status == .firing
        // Two that both go by the open episode mean the same one only while neither of them ends it.
        let joins = alert.joinsOpenEpisode && other.joinsOpenEpisode && endsAt == nil && otherFires
        guard startsAt == other.alert.startsAt || joins else { return false }
        isFiring = isFiring || otherFires
        if !otherFires, let end = other.alert.endsAt {
            endsAt = max(endsAt ?? end, end)
            endOrigin = endOrigin ?? origin
        }
        if let expiry = other.expiresAt { expiresAt = max(expiresAt ?? expiry, expiry) }
        receivedAt = max(receivedAt, other.receivedAt)
        otherOrigins.append(origin)
        return true
    }
}

/// The alerts of a batch in rounds, to be written one round after the other within one transaction.
///
/// A set-based statement can change a row once, so a round holds an alert at most once. Nearly every batch is one round: what is said of one
/// episode makes one notice, and only another episode of the same alert goes to the next round.
package struct NoticeRounds: Sendable {
    private struct Identity: Hashable {
        let cluster: String
        let fingerprint: String
    }

    package let rounds: [[Notice]]

    package init(_ batch: [IncomingAlert], rules: CorrelationRules = .standard) {
        var rounds: [[Notice]] = []
        var places: [Identity: (round: Int, index: Int)] = Dictionary(minimumCapacity: batch.count)
        for (origin, alert) in batch.enumerated() {
            let identity = Identity(cluster: alert.cluster, fingerprint: alert.fingerprint)
            var round = 0
            if let place = places[identity] {
                if rounds[place.round][place.index].absorb(alert, origin: origin) { continue }
                round = place.round + 1
            }
            if round == rounds.count {
                rounds.append([])
                if round == 0 { rounds[0].reserveCapacity(batch.count) }
            }
            places[identity] = (round, rounds[round].count)
            rounds[round].append(Notice(alert, correlation: rules.correlation(of: alert), origin: origin))
        }
        self.rounds = rounds
    }
}
