import AgentDomain
import Contracts

/// Why a workload is unwell.
struct Explanation {
    /// Best first.
    var causes: [Finding] = []
    /// What the causes bring about on the way to the workload, the nearest first.
    var symptoms: [Finding] = []
    /// From the workload to the object at fault, both included.
    var chain: [ObjectReference] = []

    var isEmpty: Bool { causes.isEmpty }
}
