import Contracts
package import Primitives

/// A sender whose JSON is mapped by configuration.
package struct GenericSource: AlertSource {
    package let name: String
    private let mapping: GenericMapping

    package init(name: String, mapping: GenericMapping) {
        self.name = name
        self.mapping = mapping
    }

    /// Of all sources that are configured: `{source}` is the name of one.
    package static let paths = ["/webhook/generic/{source}", "/webhook/generic/{source}/{cluster}"]

    package var paths: [String] { Self.paths }

    package func notification(_ reader: inout JSONReader, at now: Timestamp) throws(JSONDecodingError) -> SentNotification {
        let body = try reader.value()
        var notification = SentNotification()
        let place = mapping.alerts?.path(from: "") ?? "body"
        let root = place == "body" ? "" : place
        switch mapping.alerts.map({ $0.value(in: body, of: body) }) ?? body {
        case .array(let elements)?:
            notification.place = .array(root)
            notification.alerts = elements.enumerated().map { index, element in
                Result { () throws(JSONDecodingError) in try alert(element, of: body, at: notification.place.path(of: index)) }
            }
        case .some(let single) where single.object != nil:
            notification.place = .single(root)
            notification.alerts = [.success(try alert(single, of: body, at: root))]
        default:
            throw JSONDecodingError(path: root, message: "must be an array of alerts, or one")
        }
        notification.groupKey = try mapping.groupKey?.text(in: body, of: body, at: "") ?? ""
        return notification
    }

    private func alert(_ json: JSONValue, of body: JSONValue, at place: String) throws(JSONDecodingError) -> SentAlert {
        guard json.object != nil else { throw JSONDecodingError(path: place, message: "must be an object") }
        var alert = SentAlert()
        alert.labels = try texts(mapping.labels, all: mapping.allLabels, in: json, of: body, at: place)
        alert.annotations = try texts(mapping.annotations, all: mapping.allAnnotations, in: json, of: body, at: place)
        alert.status = try status(in: json, of: body, at: place)
        alert.startsAt = try time(mapping.startsAt, in: json, of: body, at: place)
        alert.endsAt = try time(mapping.endsAt, in: json, of: body, at: place)
        alert.fingerprint = try mapping.fingerprint?.text(in: json, of: body, at: place)
        alert.generatorURL = try mapping.generatorURL?.text(in: json, of: body, at: place)
        alert.expiresAtEnd = true
        alert.forgetZeroTimes()
        return alert
    }

    private func texts(
        _ rules: [String: ValueRule], all: FieldPath?, in alert: JSONValue, of body: JSONValue, at place: String
    ) throws(JSONDecodingError) -> [String: String] {
        var texts: [String: String] = [:]
        if let all, let members = all.value(in: alert, of: body) {
            guard let members = members.object else { throw JSONDecodingError(path: all.path(from: place), message: "must be an object") }
            for (name, value) in members { texts[name] = value.plainText }
        }
        for (name, rule) in rules {
            if let text = try rule.text(in: alert, of: body, at: place) { texts[name] = text }
        }
        return texts
    }

    private func status(in alert: JSONValue, of body: JSONValue, at place: String) throws(JSONDecodingError) -> AlertStatus? {
        guard let rule = mapping.status else { return nil }
        let word = rule.path.value(in: alert, of: body)?.plainText
        if let status = word.flatMap({ rule.words[$0.lowercased()] }) ?? rule.fallback { return status }
        let known = rule.words.keys.sorted().joined(separator: ", ")
        throw JSONDecodingError(path: rule.path.path(from: place), message: word == nil ? "is required" : "must be one of \(known)")
    }

    private func time(_ path: FieldPath?, in alert: JSONValue, of body: JSONValue, at place: String) throws(JSONDecodingError) -> Timestamp? {
        guard let path, let value = path.value(in: alert, of: body), value != .string("") else { return nil }
        guard let moment = Timestamp(sent: value) else {
            throw JSONDecodingError(path: path.path(from: place), message: "must be a time: RFC 3339, or seconds or milliseconds since 1970")
        }
        return moment
    }
}

extension Timestamp {
    /// RFC 3339, or a number since 1970, also as text: seconds, and from 10^11 on (the year 5138) milliseconds. Zero stands for no time.
    fileprivate init?(sent value: JSONValue) {
        let number: Double? =
            switch value {
            case .integer(let integer): Double(integer)
            case .number(let number): number
            case .string(let text): Double(text)
            default: nil
            }
        if let number {
            guard number.isFinite, number >= 0, number < 1e14 else { return nil }
            self = number == 0 ? .goZero : Timestamp(secondsSince1970: number < 1e11 ? number : number / 1000)
        } else if let moment = value.string.flatMap({ Timestamp(rfc3339: $0) }) {
            self = moment
        } else {
            return nil
        }
    }
}
