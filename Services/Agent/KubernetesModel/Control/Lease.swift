public import Primitives

/// A claim that is renewed for as long as its holder lives: each node's heartbeat (namespace `kube-node-lease`), and who leads among the
/// replicas of a control plane component (namespace `kube-system`).
///
/// Source: https://kubernetes.io/docs/concepts/architecture/leases/
public struct Lease: Manifest, Hashable {
    public static let kind = "Lease"
    public var metadata: ObjectMeta
    /// The node's name, or the leading replica: `control-1_5c1c…`.
    public var holder: String?
    /// Seconds after ``renewedAt`` at which the lease has lapsed.
    public var durationSeconds: Int
    public var acquiredAt: Timestamp?
    public var renewedAt: Timestamp?
    /// How often the holder changed.
    public var transitions: Int

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        holder = spec?["holderIdentity"].nonEmpty
        durationSeconds = spec?["leaseDurationSeconds"].int ?? 40
        acquiredAt = spec?["acquireTime"].time
        renewedAt = spec?["renewTime"].time
        transitions = spec?["leaseTransitions"].int ?? 0
    }

    /// How long ago the lease lapsed; nil while it holds, and for one that nobody ever took.
    public func lapsed(at now: Timestamp) -> Duration? {
        guard let renewedAt else { return nil }
        let overdue = now - renewedAt - .seconds(durationSeconds)
        return overdue > .zero ? overdue : nil
    }
}
