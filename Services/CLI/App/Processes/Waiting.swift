/// Something didn't happen in time.
struct NotInTime: Error, CustomStringConvertible {
    var what: String
    var limit: Duration
    /// What was seen last.
    var last: String?

    var description: String { "\(what) within \(Wording.span(limit))" + (last.map { "; \($0)" } ?? "") }
}

/// Asks again and again until there is an answer.
enum Waiting {
    /// - Parameters:
    ///   - what: The thing that isn't there, for the error: `no answer from the agent`.
    ///   - probe: The answer; nil for "not yet".
    @discardableResult
    static func until<Result>(
        _ what: String, within limit: Duration, every pause: Duration = .milliseconds(20), probe: () async throws -> Result?
    ) async throws -> Result {
        let deadline = ContinuousClock.now + limit
        while true {
            if let result = try await probe() { return result }
            guard ContinuousClock.now < deadline else { throw NotInTime(what: what, limit: limit) }
            try await Task.sleep(for: pause)
        }
    }
}
