import Hummingbird
import ServerKit

/// Whose alerts a request brings, as far as its path and its token say.
struct Origin: Sendable {
    /// The path's cluster, else the token's; nil where both leave it to the alerts' labels.
    let cluster: String?

    /// - Throws: ``ProblemError`` 403 where the token is bound to another source or another cluster.
    init(source: any AlertSource, context: ServiceContext) throws {
        let principal = context.principal
        if let bound = principal.source, bound != source.name {
            throw ProblemError(.forbidden, detail: "This token delivers for the source '\(bound)' only.")
        }
        let named = try Self.pathCluster(context)
        if let bound = principal.cluster, let named, named != bound {
            throw ProblemError(.forbidden, detail: "This token delivers for the cluster '\(bound)' only.")
        }
        cluster = named ?? principal.cluster
    }

    /// As long as a label's may be, because it stands in the same column.
    private static let maximumBytes = 512

    private static func pathCluster(_ context: ServiceContext) throws -> String? {
        guard context.parameters.get("cluster") != nil else { return nil }
        let name = try context.decodedParameter("cluster")
        guard !name.isEmpty, name.utf8.count <= maximumBytes else {
            throw ProblemError.invalid("cluster", "must be a name of at most \(maximumBytes) bytes")
        }
        return name
    }
}
