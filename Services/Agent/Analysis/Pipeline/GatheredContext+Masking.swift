import AgentDomain
import Masking

extension GatheredContext {
    /// Masks what sources said in words: their errors, and the names and messages of spans.
    ///
    /// The rules read logs and manifests as they are, because an address in them may be what explains a fault; what they quote is masked as it is cited.
    mutating func mask(with masking: MaskingSession) {
        warnings = warnings.map { masking.mask($0) }
        for index in snapshot.failures.indices {
            snapshot.failures[index].message = masking.mask(snapshot.failures[index].message)
        }
        for index in snapshot.gaps.indices {
            snapshot.gaps[index].text = masking.mask(snapshot.gaps[index].text)
        }
        snapshot.traces = snapshot.traces.map { $0.masked(with: masking) }
    }
}

extension RequestTrace {
    fileprivate func masked(with masking: MaskingSession) -> RequestTrace {
        var trace = self
        trace.rootName = TraceSpan.bounded(masking.mask(rootName), 200)
        trace.criticalPath = criticalPath.map { $0.masked(with: masking) }
        trace.slowest = slowest.map { $0.masked(with: masking) }
        trace.failing = failing.map { $0.masked(with: masking) }
        trace.blame = blame.map { blame in
            var masked = blame
            masked.span = blame.span.masked(with: masking)
            return masked
        }
        return trace
    }
}

extension TraceSpan {
    fileprivate func masked(with masking: MaskingSession) -> TraceSpan {
        var span = self
        span.name = Self.bounded(masking.mask(name), 200)
        span.message = message.map { Self.bounded(masking.mask($0), 300) }
        return span
    }

    /// Cut after masking: of half a secret nothing tells that it is one.
    fileprivate static func bounded(_ text: String, _ limit: Int) -> String { String(text.prefix(limit)) }
}
