import Primitives

/// Where in a trace something happens: what one service tells the next, and what a job keeps of the request that asked for it.
///
/// Source: W3C Trace Context, https://www.w3.org/TR/trace-context/
package struct TraceContext: Hashable, Sendable {
    package let traceID: TraceID
    /// What comes after is its child.
    package let spanID: SpanID
    /// Whether the trace is recorded: whoever began it has decided.
    package let isSampled: Bool
    /// What other tracing systems want to be handed on; empty where there is none.
    package let state: TraceState

    package init(traceID: TraceID, spanID: SpanID, isSampled: Bool, state: TraceState = TraceState()) {
        self.traceID = traceID
        self.spanID = spanID
        self.isSampled = isSampled
        self.state = state
    }

    /// Reads `traceparent`, strictly: `00-<32 hexadecimal digits>-<16>-<2>`, lowercase, neither id all zeros.
    ///
    /// A later version may go on behind a further dash, and is read as far as it is known.
    ///
    /// - Parameter state: `tracestate`. One that is malformed is dropped; the rest counts nevertheless.
    /// - Returns: nil for anything else; a new trace is begun then.
    package init?(traceParent: String, state: String? = nil) {
        let bytes = Array(traceParent.utf8.prefix(56))
        guard bytes.count >= 55, bytes[2] == Self.dash, bytes[35] == Self.dash, bytes[52] == Self.dash,
            let version = Hexadecimal.number(bytes[0..<2]), version != 0xFF,
            version == 0 ? bytes.count == 55 : bytes.count == 55 || bytes[55] == Self.dash,
            let high = Hexadecimal.number(bytes[3..<19]), let low = Hexadecimal.number(bytes[19..<35]),
            let trace = TraceID(high: high, low: low),
            let number = Hexadecimal.number(bytes[36..<52]), let span = SpanID(number),
            let flags = Hexadecimal.number(bytes[53..<55])
        else { return nil }
        self.init(traceID: trace, spanID: span, isSampled: flags & 1 == 1, state: state.flatMap(TraceState.init) ?? TraceState())
    }

    /// As it is sent.
    package var traceParent: String { "00-\(traceID)-\(spanID)-\(isSampled ? "01" : "00")" }

    private static let dash = UInt8(ascii: "-")
}

extension TraceContext: LosslessStringConvertible {
    /// `traceparent`, and `tracestate` behind a space where there is one: a single text, to be kept with a job.
    package var description: String { state.text.isEmpty ? traceParent : "\(traceParent) \(state.text)" }

    package init?(_ description: String) {
        let parts = description.split(separator: " ", maxSplits: 1)
        guard let parent = parts.first else { return nil }
        self.init(traceParent: String(parent), state: parts.count > 1 ? String(parts[1]) : nil)
    }
}
