import AgentDomain
import Contracts

/// The outcome of an investigation, before it is written down.
struct Diagnosis {
    /// Best first; one verdict where there is no cause.
    var causes: [Finding]
    var symptoms: [Finding]
    /// From the target to the object at fault.
    var chain: [ObjectReference]
    var changes: [Change]
    /// What a better answer would have needed.
    var missing: [String]
    /// Remarks on how the target was found, and troubles nearby that have nothing to do with the alert.
    var notes: [String]
    /// Facts that are worth showing although no cause cites them.
    var context: [EvidenceID]

    var isVerdict: Bool { causes.first?.category.isVerdict ?? true }
}
