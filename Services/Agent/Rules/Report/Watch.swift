import AgentDomain
import Contracts

/// What would have shown a cause sooner: the metric to alert on, or the check before a change.
///
/// Source: the metrics of kube-state-metrics, the kubelet, node-exporter and the API server, by the names that they export.
enum Watch {
    static func sentence(_ cause: Finding) -> String {
        switch cause.category {
        case .oomKilled, .memoryLeak, .memoryPressure:
            cause.details["runtime"] == nil
                ? "Alert when working-set memory stays above 90 % of the limit, before the kernel acts."
                : "Alert on what the runtime's heap holds after a collection above 90 % of its bound: the container's memory doesn't show it."
        case .imageNotFound, .imagePullUnauthorized, .imageRegistryUnreachable, .imageRegistryTLS, .invalidImageName, .imagePullRateLimited,
            .imageArchitectureMismatch:
            "Check in the pipeline that the image can be pulled before the rollout starts."
        case .insufficientCPU, .insufficientMemory, .insufficientExtendedResource, .tooManyPods:
            "Alert on pods that are pending for minutes and on requests above 85 % of what is allocatable."
        case .nodeSelectorMismatch, .nodeAffinityMismatch, .podAffinityConflict, .podAntiAffinityConflict, .topologySpreadConflict, .untoleratedTaint,
            .nodeCordoned, .hostPortConflict, .preempted, .schedulingGated:
            "Alert on pods that the scheduler can't place for minutes (kube_pod_status_unschedulable)."
        case .pvcStorageClassMissing, .pvcCapacityMismatch, .pvcAccessModeMismatch, .pvcSelectorMismatch, .pvAlreadyBound, .pvcMissing,
            .provisioningFailed:
            "Alert on claims that stay Pending (kube_persistentvolumeclaim_status_phase)."
        case .volumeMountFailed, .volumePermissionDenied:
            "Alert on containers that wait in ContainerCreating for minutes (kube_pod_container_status_waiting_reason)."
        case .diskFull: "Alert on the predicted time until the volume is full (predict_linear of kubelet_volume_stats_available_bytes)."
        case .quotaCPUExceeded, .quotaMemoryExceeded, .quotaPodsExceeded, .quotaServicesExceeded, .quotaStorageExceeded:
            "Alert when a quota is used to 90 %."
        case .limitRangeViolation, .missingServiceAccount, .podSecurityDenied, .rbacForbidden:
            "Apply manifests with --dry-run=server in the pipeline; it meets the same refusals."
        case .admissionWebhookFailed:
            "Alert on webhooks that can't be called (apiserver_admission_webhook_fail_open_count, …_rejection_count), and on their Services without endpoints."
        case .missingConfigmap, .missingSecret, .missingConfigKey, .missingEnvironmentVariable, .wrongEnvironmentAddress, .invalidConfiguration:
            "Validate references and addresses of a manifest against the cluster before it is applied."
        case .applicationCrash, .initContainerFailed, .badCommand, .portConflict:
            "Alert on restarts in the minutes after a rollout (kube_pod_container_status_restarts_total), and let the pipeline wait for the rollout."
        case .livenessProbeFailing, .livenessProbeTiming, .livenessProbeWrongPort, .livenessProbeWrongProtocol, .readinessProbeFailing,
            .readinessProbeWrongPort, .readinessProbeWrongProtocol, .startupProbeFailing:
            "Alert on failing probes (prober_probe_total by result), and on fewer ready replicas than are wanted."
        case .rolloutStuck: "Alert on rollouts that don't progress (kube_deployment_status_condition, Progressing is false)."
        case .scaledToZero: "Alert on workloads of production that want no replicas (kube_deployment_spec_replicas is 0)."
        case .jobFailed, .jobDeadlineExceeded, .cronjobSuspended, .cronjobScheduleInvalid:
            "Alert on the time since the last successful run and not only on failures."
        case .evicted: "Alert on evicted pods (kube_pod_status_reason) and on nodes under pressure, which come before them."
        case .certificateExpired: "Alert weeks before a certificate's notAfter."
        case .certificateUntrusted, .tlsSecretMissing: "Probe each TLS address from where its clients are, and alert on failed handshakes."
        case .dependencyUnreachable, .dependencyUnhealthy, .dependencyCredentialsRejected, .dependencyWrongPort, .databaseConnectionsExhausted,
            .databaseReadOnly, .slowDependency:
            "Measure errors by dependency at the client, so that the failing one is named by a metric."
        case .dnsResolutionFailed: "Alert on the name server's failures and latency (coredns_dns_responses_total by rcode), and on its ready pods."
        case .serviceSelectorMismatch, .servicePortMismatch, .serviceProtocolMismatch, .serviceWithoutEndpoints:
            "Alert on Services without a ready endpoint (kube_endpoint_address), before their callers notice."
        case .ingressBackendMissing, .ingressClassMissing, .gatewayMisroute: "Probe each public route from outside, by host and path."
        case .networkPolicyBlocked:
            "Test the connections that must work after each change of a policy, and watch the network plugin's counter of drops."
        case .networkDelay, .packetLoss:
            "Alert on the nodes' retransmissions and drops (node_netstat_Tcp_RetransSegs, node_network_receive_drop_total)."
        case .cpuThrottling: "Alert on the share of throttled periods (container_cpu_cfs_throttled_periods_total) beside latency."
        case .cpuSaturation, .noisyNeighbour: "Alert on tasks that wait for a processor (node_pressure_cpu_waiting_seconds_total), by node."
        case .hpaAtMaximum: "Alert when an autoscaler stays at its maximum for a quarter of an hour."
        case .hpaMetricsUnavailable:
            "Alert on autoscalers that can't measure (kube_horizontalpodautoscaler_status_condition, ScalingActive is false)."
        case .nodeNotReady, .kubeletUnavailable, .containerRuntimeUnavailable, .nodeNetworkUnavailable, .nodeMemoryPressure, .nodePIDPressure:
            "Alert on the nodes' conditions (kube_node_status_condition) and on kubelets that can't be scraped."
        case .nodeDiskPressure: "Alert on the predicted time until a node's disk is full (predict_linear of node_filesystem_avail_bytes)."
        case .kubeProxyUnavailable, .schedulerUnavailable, .controlPlaneUnhealthy:
            "Alert on the component itself: its target's `up`, its restarts, and the renewal of its lease."
        case .healthy, .inconclusive: ""
        }
    }
}
