import AgentDomain

/// A rule over one workload: what it finds wrong, with the facts it cites. A rule looks at the present state first and takes events
/// and logs as its explanation, so that old events alone never make a fault.
protocol WorkloadRule: Sendable {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding]
}
