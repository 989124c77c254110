extension ClusterAccess {
    /// Finds the cluster that this process is meant to look at: `KUBECONFIG`, else the pod's service account, else `~/.kube/config`.
    ///
    /// An explicit `KUBECONFIG` wins over the service account, so that an agent in one cluster can be pointed at another.
    ///
    /// - Parameter kubeconfig: paths joined by `:`, in place of the environment's own.
    /// - Throws: ``ClusterAccessError/notConfigured(_:)`` where there is nothing of the kind.
    package static func discover(
        environment: [String: String], kubeconfig: String? = nil, context: String? = nil, files: any FileReader = DiskFileReader()
    ) throws(ClusterAccessError) -> ClusterAccess {
        var environment = environment
        if let kubeconfig, !kubeconfig.isEmpty {
            environment["KUBECONFIG"] = kubeconfig
        }
        let isExplicit = !(environment["KUBECONFIG"] ?? "").isEmpty
        if !isExplicit, context == nil, let inCluster = try InClusterAccess.detect(environment: environment, files: files) {
            return inCluster
        }
        let paths = Kubeconfig.paths(environment: environment)
        guard let merged = try Kubeconfig.load(paths: paths, files: files) else {
            throw .notConfigured(
                isExplicit
                    ? "KUBECONFIG names no file that exists (\(paths.joined(separator: ", ")))"
                    : "no kubeconfig was found (set KUBECONFIG) and this is not a pod with a service account")
        }
        return try merged.access(context: context, files: files)
    }
}
