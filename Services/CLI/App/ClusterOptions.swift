import ArgumentParser
import FoundationEssentials
import Kubernetes
import Settings

/// Which cluster a command looks at, and which Prometheus: by option, else by the agent's own settings.
struct ClusterOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The kubeconfig; KUBECONFIG, the pod's account or ~/.kube/config by default.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: "The kubeconfig's context; its current one by default.")
    var context: String?

    @Option(help: ArgumentHelp("Prometheus' address; PROMETHEUS_URL by default.", valueName: "url"))
    var prometheus: String?

    private var environment: [String: String] { ProcessInfo.processInfo.environment }

    func access() throws -> ClusterAccess {
        try ClusterAccess.discover(environment: environment, kubeconfig: kubeconfig, context: context)
    }

    /// - Returns: nil where none is configured.
    func prometheusURL() throws -> ServerURL? {
        guard let text = prometheus ?? environment["PROMETHEUS_URL"], !text.isEmpty else { return nil }
        guard let url = ServerURL(text) else {
            throw ValidationError("'\(text)' is not an http or https URL without credentials, query or fragment.")
        }
        return url
    }
}
