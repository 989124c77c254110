package import AgentDomain
package import Contracts

/// All that was read for one analysis, and what that says of the sources.
package struct GatheredContext: Sendable {
    package var snapshot: ClusterSnapshot
    package var capabilities: Capabilities
    package var warnings: [String]
}
