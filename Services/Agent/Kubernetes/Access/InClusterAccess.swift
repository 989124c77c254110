/// What Kubernetes puts into every pod for its service account.
///
/// Source: https://kubernetes.io/docs/tasks/run-application/access-api-from-pod/#directly-accessing-the-rest-api
package enum InClusterAccess {
    package static let folder = "/var/run/secrets/kubernetes.io/serviceaccount"

    /// - Returns: nil outside of a cluster.
    package static func detect(
        environment: [String: String], files: any FileReader, folder: String = InClusterAccess.folder
    ) throws(ClusterAccessError) -> ClusterAccess? {
        guard let host = environment["KUBERNETES_SERVICE_HOST"], !host.isEmpty,
            let port = environment["KUBERNETES_SERVICE_PORT"], !port.isEmpty, files.exists("\(folder)/token")
        else { return nil }
        let server = try ServerAddress("https://\(host.contains(":") ? "[\(host)]" : host):\(port)")
        let authorities = try files.read("\(folder)/ca.crt", maximumBytes: ClientIdentitySource.maximumBytes)
        let namespace = files.exists("\(folder)/namespace") ? try files.read("\(folder)/namespace", maximumBytes: 1024) : []
        return ClusterAccess(
            server: server, trust: ServerTrust(authorities: authorities),
            credentials: .configured(bearer: .file(path: "\(folder)/token", fallback: nil), identity: nil),
            namespace: namespace.isEmpty ? nil : String(decoding: namespace, as: UTF8.self), origin: "the pod's service account")
    }
}
