package import Contracts
package import Primitives

/// What the formats of several sources have in common.
extension JSONReader {
    /// nil for null and for the empty text; anything but the two words is refused, in whatever case they are.
    package mutating func status() throws(JSONDecodingError) -> AlertStatus? {
        guard let text = try optionalString(), !text.isEmpty else { return nil }
        switch text {
        case "firing": return .firing
        case "resolved": return .resolved
        default:
            guard let status = AlertStatus(rawValue: text.lowercased()) else {
                throw JSONDecodingError(path: "", message: "must be \"firing\" or \"resolved\"")
            }
            return status
        }
    }

    /// Empty for null.
    package mutating func optionalStrings() throws(JSONDecodingError) -> [String: String] {
        try isNull() ? [:] : strings()
    }

    /// nil for null.
    package mutating func optionalTimestamp() throws(JSONDecodingError) -> Timestamp? {
        try isNull() ? nil : timestamp()
    }

    /// An array of alerts, each of them read or told what is wrong with it.
    ///
    /// - Parameter place: where the array stands in the body; empty where it is the body.
    package mutating func alerts(
        at place: String, _ alert: (inout JSONReader) throws(JSONDecodingError) -> SentAlert
    ) throws(JSONDecodingError) -> [Result<SentAlert, JSONDecodingError>] {
        var alerts: [Result<SentAlert, JSONDecodingError>] = []
        try array { _, reader throws(JSONDecodingError) in
            alerts.append(.success(try alert(&reader)))
        } orReport: { error in
            alerts.append(.failure(JSONDecodingError(path: place + error.path, message: error.message)))
        }
        return alerts
    }

    /// How many alerts a sender left out; none for null, and never less.
    package mutating func truncatedAlerts() throws(JSONDecodingError) -> Int {
        try isNull() ? 0 : Int(clamping: max(0, integer()))
    }
}

extension SentAlert {
    /// Takes one of the members that Alertmanager's, Prometheus' and Grafana's alerts all have; any other is left alone.
    package mutating func take(_ member: String, _ reader: inout JSONReader) throws(JSONDecodingError) {
        switch member {
        case "labels": labels = try reader.strings()
        case "annotations": annotations = try reader.optionalStrings()
        case "startsAt": startsAt = try reader.optionalTimestamp()
        case "endsAt": endsAt = try reader.optionalTimestamp()
        case "status": status = try reader.status()
        case "generatorURL": generatorURL = try reader.optionalString()
        case "fingerprint": fingerprint = try reader.optionalString()
        default: break
        }
    }
}
