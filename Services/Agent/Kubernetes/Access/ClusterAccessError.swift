/// Why no cluster can be reached as configured: what is wrong, where, in a sentence that says what to change.
package enum ClusterAccessError: Error, Hashable, Sendable {
    /// Neither a kubeconfig nor a service account.
    case notConfigured(String)
    case unreadableFile(path: String, why: String)
    case invalidKubeconfig(path: String, why: String)
    /// A context, cluster or user that is named and isn't there.
    case missingEntry(String)
    case invalidServer(String)
    case unsupported(String)
}

extension ClusterAccessError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .notConfigured(let why): why
        case .unreadableFile(let path, let why): "\(path) can't be read: \(why)"
        case .invalidKubeconfig(let path, let why): "\(path) is not a valid kubeconfig: \(why)"
        case .missingEntry(let what), .invalidServer(let what), .unsupported(let what): what
        }
    }
}
