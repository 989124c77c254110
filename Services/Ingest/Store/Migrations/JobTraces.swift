extension Schema {
    /// Which trace a job belongs to. The version before leaves it out: what it enqueues during a rollout begins a trace of its own.
    static let jobTraces = """
        -- `traceparent` of the webhook that asked for the job, and `tracestate` behind a space; NULL where that wasn't traced.
        ALTER TABLE jobs ADD COLUMN trace_context text COLLATE "C";
        """
}
