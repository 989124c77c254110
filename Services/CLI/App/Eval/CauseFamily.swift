import Contracts

/// The families that categories belong to, and figures are broken down by.
enum CauseFamily: String, CaseIterable, Sendable {
    case scheduling, storage, admission, image, configuration, runtime, dependency, network, performance, infrastructure
    /// Where the truth is that nothing is wrong, or that nothing can be said.
    case healthy

    init(of category: CauseCategory) {
        self =
            switch category {
            case .insufficientCPU, .insufficientMemory, .insufficientExtendedResource, .nodeSelectorMismatch, .nodeAffinityMismatch,
                .podAffinityConflict, .podAntiAffinityConflict, .untoleratedTaint, .nodeCordoned, .hostPortConflict, .topologySpreadConflict,
                .tooManyPods, .preempted, .schedulingGated:
                .scheduling
            case .pvcStorageClassMissing, .pvcCapacityMismatch, .pvcAccessModeMismatch, .pvcSelectorMismatch, .pvAlreadyBound, .pvcMissing,
                .provisioningFailed, .volumeMountFailed, .volumePermissionDenied, .diskFull:
                .storage
            case .quotaCPUExceeded, .quotaMemoryExceeded, .quotaPodsExceeded, .quotaServicesExceeded, .quotaStorageExceeded, .limitRangeViolation,
                .missingServiceAccount, .admissionWebhookFailed, .podSecurityDenied, .rbacForbidden:
                .admission
            case .imageNotFound, .imageRegistryUnreachable, .imagePullUnauthorized, .imageRegistryTLS, .invalidImageName, .imagePullRateLimited,
                .imageArchitectureMismatch:
                .image
            case .missingSecret, .missingConfigmap, .missingConfigKey, .missingEnvironmentVariable, .wrongEnvironmentAddress, .badCommand,
                .invalidConfiguration:
                .configuration
            case .dependencyUnreachable, .dependencyUnhealthy, .dependencyWrongPort, .dependencyCredentialsRejected, .databaseReadOnly,
                .databaseConnectionsExhausted, .dnsResolutionFailed, .certificateExpired, .certificateUntrusted, .slowDependency:
                .dependency
            case .serviceSelectorMismatch, .servicePortMismatch, .serviceProtocolMismatch, .serviceWithoutEndpoints, .ingressBackendMissing,
                .ingressClassMissing, .tlsSecretMissing, .gatewayMisroute, .networkPolicyBlocked, .networkDelay, .packetLoss:
                .network
            case .cpuThrottling, .cpuSaturation, .memoryLeak, .memoryPressure, .noisyNeighbour, .hpaAtMaximum, .hpaMetricsUnavailable:
                .performance
            case .nodeNotReady, .kubeletUnavailable, .containerRuntimeUnavailable, .kubeProxyUnavailable, .schedulerUnavailable,
                .controlPlaneUnhealthy, .nodeMemoryPressure, .nodeDiskPressure, .nodePIDPressure, .nodeNetworkUnavailable:
                .infrastructure
            case .healthy, .inconclusive:
                .healthy
            default:
                // What remains is what a container does by itself.
                .runtime
            }
    }
}
