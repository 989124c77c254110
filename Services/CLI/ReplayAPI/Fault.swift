import Recording

/// An error that takes the place of the recorded answers of one resource: `403:pods`, `500:events`, `503:query`.
package struct Fault: Equatable, Sendable {
    package var status: Int
    /// A part of the path: a resource in the plural, `log`, or an endpoint of Prometheus.
    package var resource: String

    /// - Returns: nil for anything but an error status and a name, with a colon between them.
    package init?(parsing text: String) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let status = Int(parts[0]), (400...599).contains(status), !parts[1].isEmpty else { return nil }
        self.status = status
        resource = String(parts[1])
    }

    func applies(to request: RecordedRequest) -> Bool {
        request.segments.contains(resource)
    }

    var answer: RecordedAnswer {
        let reasons = [
            401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 409: "Conflict", 429: "TooManyRequests", 500: "InternalError",
            503: "ServiceUnavailable", 504: "Timeout",
        ]
        return APIStatus(
            code: status, reason: reasons[status] ?? (status < 500 ? "BadRequest" : "InternalError"),
            message: "\(resource) is answered with \(status), as the replay was told to"
        ).answer
    }
}
