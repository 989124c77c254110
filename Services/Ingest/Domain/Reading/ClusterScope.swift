/// Which clusters whoever asks may see. Every question takes one, so that none can be put without: what lies outside is as if it weren't there.
package enum ClusterScope: Hashable, Sendable {
    case all
    case only(String)

    /// - Parameter cluster: the one that a principal is bound to; nil for all.
    package init(_ cluster: String?) {
        self = cluster.map { .only($0) } ?? .all
    }

    /// nil for all.
    package var cluster: String? {
        switch self {
        case .all: nil
        case .only(let cluster): cluster
        }
    }

    package func contains(_ cluster: String) -> Bool {
        self.cluster.map { $0 == cluster } ?? true
    }

    /// What is left of it where one cluster is asked for.
    ///
    /// - Parameter wanted: nil where none is.
    /// - Returns: nil where nothing is left: the answer is empty.
    package func narrowed(to wanted: String?) -> ClusterScope? {
        guard let wanted else { return self }
        return contains(wanted) ? .only(wanted) : nil
    }
}
