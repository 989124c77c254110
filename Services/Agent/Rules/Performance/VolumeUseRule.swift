import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Volumes that are full, by the kubelet's volume statistics or by the word of an alert that measured them.
///
/// Source: https://kubernetes.io/docs/concepts/storage/volume-health-monitoring/ and the kubelet's `kubelet_volume_stats_*` metrics.
enum VolumeUseRule {
    /// The claim's volume, and what of it is used.
    private static let full = 0.9
    /// Writes fail, or are about to.
    private static let exhausted = 0.97

    static func measured(_ claim: ObjectReference, investigation: inout Investigation) -> Finding? {
        for (quantity, words) in [(Measurement.Quantity.volumeUsed, "space"), (.volumeInodesUsed, "inodes")] {
            guard let measurement = investigation.index.snapshot.measurements.of(quantity, claim).first, let share = measurement.shareOfBound else {
                continue
            }
            let isSoon = measurement.forecast.map { $0 - investigation.now < .seconds(4 * 3600) } ?? false
            guard share > full || isSoon else { continue }
            let percent = Int((share * 100).rounded())
            let when = measurement.forecast.map { ", and will be full at \($0) if it goes on so" } ?? ""
            return Finding(
                .diskFull, claim, title: "The volume of claim \(claim.name) is \(percent)% full",
                explanation: "\(percent)% of the \(words) of claim \(claim.name) is used\(when).", confidence: share > full ? 0.92 : 0.75,
                evidence: [investigation.cite(measurement)], since: share > full ? measurement.changedAt : nil,
                details: share > exhausted ? ["left": "nothing"] : [:])
        }
        return nil
    }

    /// Without measurements, a firing alert that says that the volume of a bound claim fills up is the only one there is.
    static func reportedlyFull(_ claim: ObjectReference, investigation: inout Investigation) -> Finding? {
        let isMeasured = !investigation.index.snapshot.measurements.of(.volumeUsed, claim).isEmpty
        guard !isMeasured,
            investigation.alertMentions(
                "fillingup", "filling up", "fill up", "almost full", "is full", "disk space", "space left", "outofspace", "out of space", "inode",
                "usage"),
            let object = investigation.index.snapshot.persistentVolumeClaims.first(where: { investigation.index.reference(to: $0) == claim })
        else { return nil }
        let citation = investigation.cite("status.capacity.storage", object.capacity?.description ?? "unknown", of: claim)
        return Finding(
            .diskFull, claim, title: "The volume of claim \(claim.name) is nearly full",
            explanation: "The alert measured that the volume of claim \(claim.name) runs full; no measurement of its own was at hand.",
            confidence: 0.6,
            evidence: [citation])
    }
}
