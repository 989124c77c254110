import Primitives

extension TraceSpan {
    /// The span in one line, as evidence tells it:
    /// `checkout calls POST /pay: 2.1s of the request's 2.3s, failed: connection refused (peer payments:8080)`.
    public func text(in trace: RequestTrace) -> String {
        var text = "\(service) \(kind == .client || kind == .producer ? "calls" : "runs") \(name): "
        text += "\(Self.seconds(selfTime)) of its own, \(Self.seconds(duration)) of the request's \(Self.seconds(trace.duration))"
        if isFailed { text += ", failed" + (message.map { ": \($0)" } ?? "") }
        let facts = [system, statusCode.map { "status \($0)" }, peer.map { "peer \($0)" }].compactMap(\.self)
        return facts.isEmpty ? text : text + " (\(facts.joined(separator: ", ")))"
    }

    private static func seconds(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        return Measurement.number(Double(seconds) + Double(attoseconds) / 1e18, .seconds)
    }
}
