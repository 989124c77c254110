/// What is wrong, as one stable slug: the vocabulary that analyses, correlation, statistics and evaluation share.
///
/// Categories may be added; one is never renamed without a note in the changelog, because stored analyses carry its slug.
public enum CauseCategory: String, Codable, CaseIterable, Sendable {
    // scheduling
    case insufficientCPU = "insufficient_cpu"
    case insufficientMemory = "insufficient_memory"
    case insufficientExtendedResource = "insufficient_extended_resource"
    case nodeSelectorMismatch = "node_selector_mismatch"
    case nodeAffinityMismatch = "node_affinity_mismatch"
    case podAffinityConflict = "pod_affinity_conflict"
    case podAntiAffinityConflict = "pod_anti_affinity_conflict"
    case untoleratedTaint = "untolerated_taint"
    case nodeCordoned = "node_cordoned"
    case hostPortConflict = "host_port_conflict"
    case topologySpreadConflict = "topology_spread_conflict"
    case tooManyPods = "too_many_pods"
    case preempted
    case schedulingGated = "scheduling_gated"

    // storage
    case pvcStorageClassMissing = "pvc_storage_class_missing"
    case pvcCapacityMismatch = "pvc_capacity_mismatch"
    case pvcAccessModeMismatch = "pvc_access_mode_mismatch"
    case pvcSelectorMismatch = "pvc_selector_mismatch"
    case pvAlreadyBound = "pv_already_bound"
    case pvcMissing = "pvc_missing"
    case provisioningFailed = "provisioning_failed"
    case volumeMountFailed = "volume_mount_failed"
    case volumePermissionDenied = "volume_permission_denied"
    case diskFull = "disk_full"

    // admission
    case quotaCPUExceeded = "quota_cpu_exceeded"
    case quotaMemoryExceeded = "quota_memory_exceeded"
    case quotaPodsExceeded = "quota_pods_exceeded"
    case quotaServicesExceeded = "quota_services_exceeded"
    case quotaStorageExceeded = "quota_storage_exceeded"
    case limitRangeViolation = "limit_range_violation"
    case missingServiceAccount = "missing_service_account"
    case admissionWebhookFailed = "admission_webhook_failed"
    case podSecurityDenied = "pod_security_denied"
    case rbacForbidden = "rbac_forbidden"

    // image
    case imageNotFound = "image_not_found"
    case imageRegistryUnreachable = "image_registry_unreachable"
    case imagePullUnauthorized = "image_pull_unauthorized"
    case imageRegistryTLS = "image_registry_tls"
    case invalidImageName = "invalid_image_name"
    case imagePullRateLimited = "image_pull_rate_limited"
    case imageArchitectureMismatch = "image_architecture_mismatch"

    // configuration
    case missingSecret = "missing_secret"
    case missingConfigmap = "missing_configmap"
    case missingConfigKey = "missing_config_key"
    case missingEnvironmentVariable = "missing_environment_variable"
    case wrongEnvironmentAddress = "wrong_environment_address"
    case badCommand = "bad_command"
    case invalidConfiguration = "invalid_configuration"

    // runtime
    case oomKilled = "oom_killed"
    case applicationCrash = "application_crash"
    case initContainerFailed = "init_container_failed"
    case livenessProbeFailing = "liveness_probe_failing"
    case livenessProbeWrongPort = "liveness_probe_wrong_port"
    case livenessProbeWrongProtocol = "liveness_probe_wrong_protocol"
    case livenessProbeTiming = "liveness_probe_timing"
    case readinessProbeFailing = "readiness_probe_failing"
    case readinessProbeWrongPort = "readiness_probe_wrong_port"
    case readinessProbeWrongProtocol = "readiness_probe_wrong_protocol"
    case startupProbeFailing = "startup_probe_failing"
    case portConflict = "port_conflict"
    case scaledToZero = "scaled_to_zero"
    case jobFailed = "job_failed"
    case jobDeadlineExceeded = "job_deadline_exceeded"
    case cronjobSuspended = "cronjob_suspended"
    case cronjobScheduleInvalid = "cronjob_schedule_invalid"
    case evicted
    case rolloutStuck = "rollout_stuck"

    // dependency
    case dependencyUnreachable = "dependency_unreachable"
    case dependencyUnhealthy = "dependency_unhealthy"
    case dependencyWrongPort = "dependency_wrong_port"
    case dependencyCredentialsRejected = "dependency_credentials_rejected"
    case databaseReadOnly = "database_read_only"
    case databaseConnectionsExhausted = "database_connections_exhausted"
    case dnsResolutionFailed = "dns_resolution_failed"
    case certificateExpired = "certificate_expired"
    case certificateUntrusted = "certificate_untrusted"
    case slowDependency = "slow_dependency"

    // network
    case serviceSelectorMismatch = "service_selector_mismatch"
    case servicePortMismatch = "service_port_mismatch"
    case serviceProtocolMismatch = "service_protocol_mismatch"
    case serviceWithoutEndpoints = "service_without_endpoints"
    case ingressBackendMissing = "ingress_backend_missing"
    case ingressClassMissing = "ingress_class_missing"
    case tlsSecretMissing = "tls_secret_missing"
    case gatewayMisroute = "gateway_misroute"
    case networkPolicyBlocked = "network_policy_blocked"
    case networkDelay = "network_delay"
    case packetLoss = "packet_loss"

    // performance
    case cpuThrottling = "cpu_throttling"
    case cpuSaturation = "cpu_saturation"
    case memoryLeak = "memory_leak"
    case memoryPressure = "memory_pressure"
    case noisyNeighbour = "noisy_neighbour"
    case hpaAtMaximum = "hpa_at_maximum"
    case hpaMetricsUnavailable = "hpa_metrics_unavailable"

    // infrastructure
    case nodeNotReady = "node_not_ready"
    case kubeletUnavailable = "kubelet_unavailable"
    case containerRuntimeUnavailable = "container_runtime_unavailable"
    case kubeProxyUnavailable = "kube_proxy_unavailable"
    case schedulerUnavailable = "scheduler_unavailable"
    case controlPlaneUnhealthy = "control_plane_unhealthy"
    case nodeMemoryPressure = "node_memory_pressure"
    case nodeDiskPressure = "node_disk_pressure"
    case nodePIDPressure = "node_pid_pressure"
    case nodeNetworkUnavailable = "node_network_unavailable"

    // verdict
    case healthy
    case inconclusive
}

extension CauseCategory {
    /// `healthy` and `inconclusive` say how an analysis ended; every other category names a fault.
    public var isVerdict: Bool { self == .healthy || self == .inconclusive }
}
