/// A cloud's registry: its tokens live for hours, so nodes are let in by their own role and not by a Secret.
///
/// Source: https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html, https://cloud.google.com/artifact-registry/docs/access-control,
/// https://learn.microsoft.com/azure/aks/cluster-container-registry-integration and
/// https://kubernetes.io/docs/tasks/administer-cluster/kubelet-credential-provider/
enum CloudRegistry {
    case amazon
    case google
    case azure

    init?(image: String) {
        let host = image.prefix { $0 != "/" && $0 != ":" }
        if host.contains(".dkr.ecr.") {
            self = .amazon
        } else if host.hasSuffix("-docker.pkg.dev") || host == "gcr.io" || host.hasSuffix(".gcr.io") {
            self = .google
        } else if host.hasSuffix(".azurecr.io") {
            self = .azure
        } else {
            return nil
        }
    }

    var fix: String {
        let secret = "A docker-registry Secret alone lasts only as long as its token"
        return switch self {
        case .amazon:
            "Let the nodes pull from ECR: the kubelet's credential provider asks in the name of the node's role, which needs AmazonEC2ContainerRegistryPullOnly; the policy of another account's repository must name that role. \(secret), twelve hours."
        case .google:
            "Let the nodes pull from Artifact Registry: give their service account roles/artifactregistry.reader on the repository. \(secret), an hour."
        case .azure: "Let the nodes pull from the registry: give the kubelet's identity the role AcrPull (az aks update --attach-acr). \(secret)."
        }
    }
}
