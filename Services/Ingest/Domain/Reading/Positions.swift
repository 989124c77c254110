package import Primitives

/// Where an alert stands in a list: newest incident first, in each what fires before what is over, the gravest first, then the newest.
package struct EpisodePosition: Hashable, Sendable {
    package let incident: IncidentID
    package let isFiring: Bool
    package let severityRank: Int
    package let startsAt: Timestamp
    package let fingerprint: String

    package init(incident: IncidentID, isFiring: Bool, severityRank: Int, startsAt: Timestamp, fingerprint: String) {
        self.incident = incident
        self.isFiring = isFiring
        self.severityRank = severityRank
        self.startsAt = startsAt
        self.fingerprint = fingerprint
    }

    /// Behind all alerts of an incident: a list goes on with the next one.
    package static func end(of incident: IncidentID) -> EpisodePosition {
        EpisodePosition(incident: incident, isFiring: false, severityRank: -1, startsAt: Timestamp(microseconds: 0), fingerprint: "")
    }
}

extension EpisodePosition: LosslessStringConvertible {
    /// The fingerprint last and as hexadecimal digits of its bytes: senders choose what is in it.
    package var description: String {
        let digits = fingerprint.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        return "\(incident)_\(isFiring ? 1 : 0)_\(severityRank)_\(startsAt.microseconds)_\(digits)"
    }

    package init?(_ text: String) {
        let parts = text.split(separator: "_", omittingEmptySubsequences: false)
        guard parts.count == 5, let incident = IncidentID(String(parts[0])), ["0", "1"].contains(parts[1]),
            let rank = Int(parts[2]), (-1...100).contains(rank), let microseconds = Int64(parts[3]),
            Self.times.contains(microseconds), let fingerprint = Self.text(ofDigits: parts[4])
        else { return nil }
        self.init(
            incident: incident, isFiring: parts[1] == "1", severityRank: rank, startsAt: Timestamp(microseconds: microseconds),
            fingerprint: fingerprint)
    }

    /// In microseconds, as the API's document says it: all years that are written with four digits and many more, and each one that the database knows.
    private static let times: ClosedRange<Int64> = -99_999_999_999_999_999...999_999_999_999_999_999

    /// Of bytes that no sender wrote, what UTF-8 makes of them: the list goes on behind it all the same.
    private static func text(ofDigits digits: Substring) -> String? {
        var bytes: [UInt8] = []
        var rest = digits
        while !rest.isEmpty {
            guard rest.utf8.count >= 2, let byte = UInt8(rest.prefix(2), radix: 16), byte != 0 else { return nil }
            bytes.append(byte)
            rest = rest.dropFirst(2)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Where an entry stands in the timeline of its incident: entries are numbered in the order they were written.
package struct TimelinePosition: Hashable, Sendable, LosslessStringConvertible {
    package let number: Int64

    package init(number: Int64) {
        self.number = number
    }

    package var description: String { String(number) }

    package init?(_ text: String) {
        guard let number = Int64(text), number >= 0 else { return nil }
        self.number = number
    }
}

extension EpisodePosition: Codable {
    package init(from decoder: any Decoder) throws {
        self = try .init(cursorFrom: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try encode(cursorTo: encoder)
    }
}

extension TimelinePosition: Codable {
    package init(from decoder: any Decoder) throws {
        self = try .init(cursorFrom: decoder)
    }

    package func encode(to encoder: any Encoder) throws {
        try encode(cursorTo: encoder)
    }
}

extension LosslessStringConvertible {
    fileprivate init(cursorFrom decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let position = Self(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a cursor")
        }
        self = position
    }

    fileprivate func encode(cursorTo encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
