package import HTTPTypes
package import Primitives

/// A request to a recorded cluster, with its path and query decoded.
package struct RecordedRequest: Sendable {
    package var method: HTTPRequest.Method
    /// The parts of the path, without empty ones.
    package var segments: [String]
    package var query: [(name: String, value: String)]
    /// The `Accept` header; nil accepts anything.
    package var accept: String?
    package var body: [UInt8]

    /// - Parameter target: As the request line has it: path and query, percent-encoded.
    /// - Returns: nil where the encoding is broken.
    package init?(method: HTTPRequest.Method = .get, target: String, accept: String? = nil, body: [UInt8] = []) {
        let halves = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        var segments: [String] = []
        for part in (halves.first ?? "").split(separator: "/") {
            guard let segment = PercentEncoding.decoded(part) else { return nil }
            segments.append(segment)
        }
        guard let query = PercentEncoding.pairs(halves.count == 2 ? halves[1] : "") else { return nil }
        self.method = method
        self.segments = segments
        self.query = query
        self.accept = accept
        self.body = body
    }

    /// The first value of a parameter; nil for a missing and for an empty one, which the API server holds for the same.
    func parameter(_ name: String) -> String? {
        query.first { $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    func flag(_ name: String) -> Bool {
        guard let value = query.first(where: { $0.name == name })?.value else { return false }
        return value == "true" || value == "1"
    }

    /// Whether plain JSON is among what the client takes: it is all that a recording has.
    var acceptsJSON: Bool {
        guard let accept, !accept.isEmpty else { return true }
        return accept.split(separator: ",").contains { range in
            let parts = range.split(separator: ";").map { String($0).trimmingWhitespace }
            let isPlain = !parts.dropFirst().contains { $0.hasPrefix("as=") }
            return isPlain && ["application/json", "application/*", "*/*"].contains(parts.first ?? "")
        }
    }
}

/// The answer to a ``RecordedRequest``, but for the `Date` header, which moves on.
package struct RecordedAnswer: Sendable {
    package enum ContentType: String, Sendable {
        case json = "application/json"
        case text = "text/plain"
    }

    package var status: HTTPResponse.Status
    package var contentType: ContentType
    package var body: [UInt8]

    package init(status: HTTPResponse.Status = .ok, contentType: ContentType = .json, body: [UInt8]) {
        self.status = status
        self.contentType = contentType
        self.body = body
    }

    /// As a server sends them that reads `now` off its clock.
    package func headers(now: Timestamp) -> HTTPFields {
        var headers: HTTPFields = [.date: HTTPDate.text(now), .cacheControl: "no-cache, private"]
        if status != .noContent { headers[.contentType] = contentType.rawValue }
        return headers
    }
}

/// Percent-encoding of paths and of forms (RFC 3986, and the `+` of HTML forms in queries).
enum PercentEncoding {
    static func pairs(_ text: some StringProtocol) -> [(name: String, value: String)]? {
        var found: [(name: String, value: String)] = []
        for pair in text.split(separator: "&") {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = decoded(halves[0], plusIsSpace: true),
                let value = decoded(halves.count == 2 ? halves[1] : "", plusIsSpace: true)
            else { return nil }
            found.append((name, value))
        }
        return found
    }

    /// - Returns: nil for half an escape, and for bytes that aren't UTF-8.
    static func decoded(_ text: some StringProtocol, plusIsSpace: Bool = false) -> String? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else { return nil }
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
