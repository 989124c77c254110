/// Does a part of the current span's work as a span of its own. Where nothing is traced, the work is done and that is all.
///
/// An error that the work throws is the span's failure too.
package func withSpan<Value, Failure: Error>(
    _ name: @autoclosure () -> String, _ kind: SpanKind = .internal, _ attributes: @autoclosure () -> SpanAttributes = [:],
    _ work: (ActiveSpan?) async throws(Failure) -> Value
) async throws(Failure) -> Value {
    guard let current = ActiveSpan.current else { return try await work(nil) }
    return try await current.child(name(), kind, attributes()).carry(work)
}

/// Begins a trace with a piece of work, or goes on with one that came from elsewhere.
///
/// - Parameters:
///   - tracer: nil where nothing is traced.
///   - context: of whoever asked for the work; nil begins a trace.
package func withSpan<Value, Failure: Error>(
    _ name: @autoclosure () -> String, _ kind: SpanKind, by tracer: Tracer?, continuing context: @autoclosure () -> TraceContext?,
    _ attributes: @autoclosure () -> SpanAttributes = [:], _ work: (ActiveSpan?) async throws(Failure) -> Value
) async throws(Failure) -> Value {
    guard let tracer else { return try await work(nil) }
    return try await tracer.begin(name(), kind, continuing: context(), attributes()).carry(work)
}

extension ActiveSpan {
    /// Does the work as the current span, and ends with it.
    func carry<Value, Failure: Error>(_ work: (ActiveSpan?) async throws(Failure) -> Value) async throws(Failure) -> Value {
        defer { end() }
        // `withValue` would forget what the work throws.
        let result: Result<Value, Failure> = await Self.$current.withValue(self) {
            do throws(Failure) {
                return .success(try await work(self))
            } catch {
                fail(by: error)
                return .failure(error)
            }
        }
        return try result.get()
    }
}
