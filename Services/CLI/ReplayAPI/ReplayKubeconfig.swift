/// A kubeconfig for a replayed cluster.
///
/// Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
package enum ReplayKubeconfig {
    /// - Parameter server: `http://127.0.0.1:8001`: plain HTTP, without credentials.
    /// - Parameter namespace: What `kubectl` looks into where it isn't told a namespace.
    package static func text(server: String, namespace: String) -> String {
        """
        apiVersion: v1
        kind: Config
        current-context: recording
        clusters:
        - name: recording
          cluster:
            server: "\(server)"
        users:
        - name: recording
          user: {}
        contexts:
        - name: recording
          context:
            cluster: recording
            user: recording
            namespace: "\(namespace)"

        """
    }
}
