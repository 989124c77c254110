import AgentDomain
import Contracts
import KubernetesModel

/// The sentence that fixes a category of cause for good.
enum Advice {
    static func fix(_ cause: Finding) -> String {
        let name = cause.object.name
        return switch cause.category {
        case .oomKilled:
            "Find what container \(cause.object.container ?? name) keeps in memory, bound it (cache sizes, batch sizes, heap settings), and set the limit from measured use."
        case .memoryLeak: "Find the leak with a heap profile of a long-running pod."
        case .applicationCrash, .initContainerFailed: "Correct the error that the log names, and let the program report what it needs before it ends."
        case .imageNotFound: "Publish image \(cause.details["image"] ?? "") or correct its name and tag in the pod template."
        case .imagePullUnauthorized:
            "Give the pods credentials that may pull \(cause.details["image"] ?? "the image"): an imagePullSecret on the pod or its ServiceAccount, or the node's registry role."
        case .imageRegistryUnreachable: "Restore the nodes' way to the registry (DNS, proxy, firewall), or mirror the image nearer."
        case .imageRegistryTLS: "Let the nodes' runtime trust the registry's certificate authority, or renew the registry's certificate."
        case .invalidImageName: "Correct the image's name: lower case, no spaces, one tag or digest."
        case .imagePullRateLimited: "Pull with an account or through a cache of your own, and pin tags so that nodes reuse what they have."
        case .imageArchitectureMismatch: "Build the image for the nodes' architecture as well, or select nodes of the image's."
        case .insufficientCPU, .insufficientMemory, .insufficientExtendedResource:
            "Lower the request to what is used, or add a node that has that much."
        case .nodeSelectorMismatch, .nodeAffinityMismatch: "Label a node as the pod asks for, or correct the pod's selector."
        case .podAffinityConflict, .podAntiAffinityConflict, .topologySpreadConflict:
            "Turn the required rule into a preferred one, or add nodes in the missing domain."
        case .untoleratedTaint: "Remove the taint if it is no longer meant, or give the pod a toleration for it."
        case .nodeCordoned: "Uncordon the node, or give the pods another one to run on."
        case .hostPortConflict: "Give up the host port for a Service, or run one pod a node."
        case .tooManyPods: "Add nodes or raise the kubelet's pod limit."
        case .preempted: "Give the workload the priority that it deserves, and the cluster room for both."
        case .schedulingGated: "Let the controller that set the gate remove it, or remove the gate from the template."
        case .pvcStorageClassMissing: "Name a StorageClass that exists, or create it."
        case .pvcCapacityMismatch, .pvcAccessModeMismatch, .pvcSelectorMismatch:
            "Make claim and volume agree: provide a volume that meets the claim, or ask for what there is."
        case .pvAlreadyBound: "Provide another volume, or free the bound one by clearing its claimRef once its data is safe."
        case .pvcMissing: "Create the claim, or correct the name that the pod mounts."
        case .provisioningFailed: "Correct what the provisioner complains about (parameters, quota, zone, credentials)."
        case .volumeMountFailed:
            "Correct what the mount complains about; a volume that hangs on another node is freed by deleting the pod that holds it."
        case .volumePermissionDenied:
            "Give the process the right to the files: fsGroup and runAsUser in the security context, or ownership on the volume."
        case .diskFull: "Free space now, and expand the volume or bound what is written to it."
        case .quotaCPUExceeded, .quotaMemoryExceeded, .quotaPodsExceeded, .quotaServicesExceeded, .quotaStorageExceeded:
            "Raise quota \(name) for \(cause.details["resource"] ?? "the resource"), or lower what the workloads of the namespace ask for."
        case .limitRangeViolation: "Set the containers' requests and limits within the LimitRange."
        case .missingServiceAccount: "Create the ServiceAccount or correct serviceAccountName in the pod template."
        case .admissionWebhookFailed:
            "Repair the webhook's Service or correct what it refuses; failurePolicy decides whether it may block pods at all."
        case .podSecurityDenied: "Bring the pod's security context in line with the namespace's Pod Security level."
        case .rbacForbidden: "Bind a role with the missing verb to the service account."
        case .missingSecret:
            "Create Secret \(cause.details["name"] ?? "") with the keys that the pod uses, or correct the reference; where an operator makes Secrets from a store, let it make this one."
        case .missingConfigmap: "Create ConfigMap \(cause.details["name"] ?? "") with the keys that the pod uses, or correct the reference."
        case .missingConfigKey:
            "Add key \(cause.details["key"] ?? "") to \(cause.details["kind"] ?? "ConfigMap") \(cause.details["name"] ?? ""), or correct the reference."
        case .missingEnvironmentVariable: "Set \(cause.details["variable"] ?? "the variable") in the container's env."
        case .wrongEnvironmentAddress:
            "Point \(cause.details["variable"] ?? cause.details["origin"] ?? "the setting") at a name that exists\(cause.details["nearest"].flatMap { $0.isEmpty ? nil : " (\($0)?)" } ?? "")."
        case .badCommand: "Correct command and args so that they name a program of the image that keeps running."
        case .invalidConfiguration: "Correct the configuration where the message points, and validate it before rolling it out."
        case .livenessProbeFailing, .livenessProbeTiming:
            "Give the container the time it needs (startupProbe, timeoutSeconds, failureThreshold), and let liveness test only the process itself."
        case .livenessProbeWrongPort, .readinessProbeWrongPort: "Point the probe at the port that the container listens on."
        case .livenessProbeWrongProtocol, .readinessProbeWrongProtocol: "Let the probe speak the protocol that the port serves (scheme, gRPC, TCP)."
        case .readinessProbeFailing: "Let the probe ask a path that the program serves, and the program answer it once it can work."
        case .startupProbeFailing: "Raise failureThreshold × periodSeconds above the real time to start, or shorten the start."
        case .portConflict: "Give each process of the pod a port of its own."
        case .scaledToZero: "Set the replicas that are wanted where they are declared, so that it isn't undone."
        case .jobFailed, .jobDeadlineExceeded:
            "Correct what its pods fail with, then run it again; size backoffLimit and activeDeadlineSeconds for the work."
        case .cronjobSuspended: "Decide whether it should run, and say so where it is declared."
        case .cronjobScheduleInvalid: "Correct the schedule: five fields, or a known macro."
        case .evicted: "Bound what the pod uses of the resource that ran short, with requests, limits and an emptyDir sizeLimit."
        case .rolloutStuck: "Correct what keeps the new pods from becoming ready, or undo the rollout."
        case .dependencyUnreachable, .dependencyUnhealthy:
            "Bring \(cause.peer?.description ?? "the dependency") back or correct its address; let the client retry with backoff instead of ending."
        case .dependencyWrongPort: "Use a port that the Service has (\(cause.details["ports"] ?? ""))."
        case .dependencyCredentialsRejected:
            "Set the right credentials\(cause.details["user"].map { " for user \($0)" } ?? "") where the workload takes them from, and check that they were rotated on both sides."
        case .databaseReadOnly: "Point writers at the primary, or end the state that made the database read-only."
        case .databaseConnectionsExhausted: "Close leaked connections and bound the clients' pools."
        case .dnsResolutionFailed where cause.object.namespace == ClusterSnapshot.systemNamespace:
            "Repair the name server: correct what its log complains of, in its Corefile (ConfigMap coredns) or its Deployment, and let it restart."
        case .dnsResolutionFailed: "Correct the name, or repair the cluster's DNS if other names fail, too."
        case .certificateExpired: "Renew the certificate and automate its renewal."
        case .certificateUntrusted: "Give the client the certificate authority that signed, and a certificate that carries the name it connects to."
        case .slowDependency: "Find what makes the dependency slow, and set the client's timeout and its retries to match."
        case .serviceSelectorMismatch: "Make the Service's selector and the pods' labels agree."
        case .servicePortMismatch, .serviceProtocolMismatch: "Make the Service's targetPort and protocol agree with the containers' ports."
        case .serviceWithoutEndpoints: "Deploy what the Service selects, or remove the Service."
        case .ingressBackendMissing: "Route to a Service and a port that exist."
        case .ingressClassMissing: "Name an IngressClass that exists, or install its controller."
        case .tlsSecretMissing: "Create the TLS Secret, or let the certificate's issuer do it."
        case .gatewayMisroute: "Correct the route's backends and weights."
        case .networkPolicyBlocked: "Allow this connection in a NetworkPolicy."
        case .networkDelay, .packetLoss: "Check the path between the two for loss and latency, the nodes' interfaces first."
        case .cpuSaturation where cause.object.kind == Node.kind:
            "Give what uses most of the node's CPU requests that match, and a limit where it takes what others asked for; or add a node."
        case .cpuThrottling, .cpuSaturation: "Raise the CPU limit or lower the work; for latency, requests matter more than limits."
        case .memoryPressure, .noisyNeighbour: "Set requests that match use, so that the scheduler keeps neighbours apart."
        case .hpaAtMaximum: "Raise maxReplicas, or make one replica carry more."
        case .hpaMetricsUnavailable: "Repair the metrics API (metrics-server or the adapter), and set requests on every container that is measured."
        case .nodeNotReady, .kubeletUnavailable, .containerRuntimeUnavailable, .nodeNetworkUnavailable:
            "Repair the node (kubelet, container runtime, network plugin), or drain and replace it."
        case .nodeMemoryPressure, .nodeDiskPressure, .nodePIDPressure: "Free the resource on the node, and bound the pods that use most of it."
        case .kubeProxyUnavailable, .schedulerUnavailable, .controlPlaneUnhealthy:
            "Repair the component by what its pod and its log say; a static pod's manifest is on its node, in /etc/kubernetes/manifests."
        case .healthy, .inconclusive: ""
        }
    }
}
