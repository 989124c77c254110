package import Contracts
package import Primitives

/// What one body said, before anything is concluded from it.
package struct SentNotification: Sendable {
    /// In the order of the body; each is read by itself, so that one that can't be is named and its neighbours are taken.
    package var alerts: [Result<SentAlert, JSONDecodingError>] = []
    /// Of the notification as a whole: the status of alerts that tell neither theirs nor their end.
    package var status: AlertStatus?
    package var groupKey = ""
    package var receiver = ""
    package var threadTs = ""
    /// How many more alerts the group has than the sender was configured to send.
    package var truncatedAlerts = 0
    /// Where the body holds its alerts.
    package var place = Place.array("alerts")

    package enum Place: Sendable {
        /// The path of their array; empty where the body itself is it.
        case array(String)
        /// The path of the only alert; empty where the body itself is it.
        case single(String)
    }

    package init() {}
}

extension SentNotification.Place {
    /// Of one alert.
    func path(of index: Int) -> String {
        switch self {
        case .array(let path): "\(path)[\(index)]"
        case .single(let path): path
        }
    }
}

/// One alert as its sender wrote it.
package struct SentAlert: Sendable {
    package var status: AlertStatus?
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    /// nil where the sender doesn't say: then it starts when it comes, and joins the alert's open episode.
    package var startsAt: Timestamp?
    package var endsAt: Timestamp?
    package var generatorURL: String?
    package var fingerprint: String?
    /// What an end in the future means: true for the time when the alert ends unless it is sent again, false for nothing.
    package var expiresAtEnd = false
    /// Whether another start than the one that is known is a new episode, while the known one goes on.
    package var joinsOpenEpisode = false

    package init() {}
}

extension SentAlert {
    /// Go's zero time, which stands for none.
    package mutating func forgetZeroTimes() {
        if startsAt == .goZero { startsAt = nil }
        if endsAt == .goZero { endsAt = nil }
    }

    /// The alert's own word counts; else it is resolved when its end is past, which is Alertmanager's own rule; without an end the
    /// notification's word holds.
    private func status(in notification: AlertStatus?, at now: Timestamp) -> AlertStatus {
        if let status { return status }
        guard let endsAt else { return notification ?? .firing }
        return endsAt <= now ? .resolved : .firing
    }

    /// - Parameters:
    ///   - outer: The status of the whole notification, where it has one.
    func alert(in outer: AlertStatus?, at now: Timestamp) -> Alert {
        let status = status(in: outer, at: now)
        let start = startsAt ?? min(endsAt ?? now, now)
        // Two clocks may disagree about an alert that was short: it ended when it began.
        let end = status == .resolved ? endsAt.map { max($0, start) } : nil
        return Alert(
            status: status, labels: labels, annotations: annotations, startsAt: start, endsAt: end, generatorURL: generatorURL,
            fingerprint: fingerprint?.isEmpty == true ? nil : fingerprint)
    }
}
