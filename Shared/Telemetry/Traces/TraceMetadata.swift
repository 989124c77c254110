package import Logging

extension Logger.MetadataProvider {
    /// `trace_id` and `span_id` of the work that logs, where it is traced: they lead from a line to its trace.
    package static let trace = Logger.MetadataProvider {
        guard let context = ActiveSpan.current?.context else { return [:] }
        return ["trace_id": "\(context.traceID)", "span_id": "\(context.spanID)"]
    }
}
