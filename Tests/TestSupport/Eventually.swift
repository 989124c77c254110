/// Waits until a condition holds, looking again every few milliseconds.
///
/// - Parameter deadline: after this it throws; generous, because it is only reached by a test that fails.
package func eventually(
    _ what: String, within deadline: Duration = .seconds(30), every interval: Duration = .milliseconds(10),
    _ condition: () async throws -> Bool
) async throws {
    _ = try await eventually(what, within: deadline, every: interval) { try await condition() ? true : nil }
}

/// Waits until a value is there.
package func eventually<Value>(
    _ what: String, within deadline: Duration = .seconds(30), every interval: Duration = .milliseconds(10),
    _ value: () async throws -> Value?
) async throws -> Value {
    let end = ContinuousClock.now + deadline
    while true {
        if let value = try await value() { return value }
        guard ContinuousClock.now < end else { throw TestSupportError("not within \(deadline): \(what)") }
        try await Task.sleep(for: interval)
    }
}
