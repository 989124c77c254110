import Primitives

/// As whom a pod or a container runs, and what that may do. What a container leaves out, its pod decides.
///
/// Source: https://kubernetes.io/docs/tasks/configure-pod-container/security-context/
public struct SecurityContext: Hashable, Sendable {
    public var runAsUser: Int?
    public var runAsGroup: Int?
    public var runAsNonRoot: Bool?
    /// Pods only: the group that volumes are given to.
    public var fsGroup: Int?
    public var supplementalGroups: [Int]
    public var isPrivileged: Bool
    public var readOnlyRootFilesystem: Bool
    public var addedCapabilities: [String]

    init(_ json: JSONValue?) {
        runAsUser = json?["runAsUser"].int
        runAsGroup = json?["runAsGroup"].int
        runAsNonRoot = json?["runAsNonRoot"]?.bool
        fsGroup = json?["fsGroup"].int
        supplementalGroups = (json?["supplementalGroups"].list ?? []).compactMap { $0.integer.flatMap { Int(exactly: $0) } }
        isPrivileged = json?["privileged"]?.bool ?? false
        readOnlyRootFilesystem = json?["readOnlyRootFilesystem"]?.bool ?? false
        addedCapabilities = json?["capabilities"]?["add"].texts ?? []
    }
}
