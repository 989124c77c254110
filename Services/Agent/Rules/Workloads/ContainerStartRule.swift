import AgentDomain
import Contracts
import KubernetesModel

/// Containers that the kubelet or the runtime can't create or start: configuration that isn't there, commands that don't exist.
///
/// Source: pkg/kubelet/kuberuntime/kuberuntime_container.go and pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables) in kubernetes/kubernetes.
struct ContainerStartRule: WorkloadRule {
    func findings(for view: WorkloadView, in investigation: inout Investigation) -> [Finding] {
        var found: [Finding] = []
        var seen: Set<String> = []
        for pod in view.pods {
            for status in pod.status.containers {
                guard let message = Self.startFailure(status, pod: pod, investigation: investigation), seen.insert(status.name).inserted else {
                    continue
                }
                if let finding = finding(message, status: status, pod: pod, view: view, investigation: &investigation) { found.append(finding) }
            }
        }
        return found
    }

    private static func startFailure(_ status: ContainerStatus, pod: Pod, investigation: Investigation) -> String? {
        let role = pod.spec.container(named: status.name)?.role ?? .main
        switch ContainerTrouble(status, role: role, pod: pod, investigation: investigation) {
        case .cannotStart(let reason, let message):
            guard
                ["CreateContainerConfigError", "CreateContainerError", "RunContainerError", "PreStartHookError", "PostStartHookError"].contains(
                    reason)
            else {
                return nil
            }
            return message.isEmpty ? event(pod, status, investigation)?.message ?? reason : message
        case .crashing(let end):
            // A program that couldn't be executed has an end without a run.
            guard ["StartError", "ContainerCannotRun"].contains(end.reason) || (end.exitCode == 128 && end.message?.isEmpty == false) else {
                return nil
            }
            return end.message ?? event(pod, status, investigation)?.message
        default:
            return nil
        }
    }

    private static func event(_ pod: Pod, _ status: ContainerStatus, _ investigation: Investigation) -> Event? {
        investigation.index.events(of: pod).first { event in
            event.isWarning && event.reason == "Failed" && event.object.container == status.name
        }
    }

    private func finding(
        _ message: String, status: ContainerStatus, pod: Pod, view: WorkloadView, investigation: inout Investigation
    ) -> Finding? {
        let object = view.object(container: status.name)
        var evidence = [investigation.cite(status, of: pod)]
        if let event = Self.event(pod, status, investigation) { evidence.append(investigation.cite(event)) }
        if let reference = ConfigurationReference(message: message, namespace: pod.namespace) {
            return reference.finding(for: object, confidence: 0.97, evidence: evidence, investigation: &investigation)
        }
        if let key = MissingSubPath.finding(
            for: pod.spec.container(named: status.name), of: pod, object: object, message: message, evidence: evidence,
            investigation: &investigation)
        {
            return key
        }
        let (category, title) = Self.classify(message, container: pod.spec.container(named: status.name))
        return Finding(
            category, object, title: title, explanation: "Container \(status.name) can't be started: \(message)", confidence: 0.93,
            evidence: evidence, since: pod.metadata.creationTimestamp)
    }

    private static func classify(_ message: String, container: Container?) -> (CauseCategory, String) {
        let command = (container?.command ?? []) + (container?.args ?? [])
        let program = command.first ?? "its entrypoint"
        if message.mentions("oom-killed") { return (.oomKilled, "The memory limit is too low for the container to be started at all") }
        if message.mentions("exec format error") {
            return (.imageArchitectureMismatch, "The program is built for another architecture than the node's")
        }
        if message.mentions("no runtime for", "runtimehandler", "runtime handler") {
            return (.invalidConfiguration, "The node has no such container runtime class")
        }
        // Before the program's: a mount's failure names the files that it looked for as well.
        if message.mentions(
            "error mounting", "failed to mkdir", "failed to stat", "error during container init: mount", "to rootfs at", "subpath",
            "bind source path",
            "are you trying to mount a directory")
        {
            let isRefused = message.mentions("permission denied", "operation not permitted", "read-only file system")
            return (isRefused ? .volumePermissionDenied : .volumeMountFailed, "A volume can't be mounted into the container")
        }
        if message.mentions("executable file not found", "stat ", "exec: ", "exec /", "exec \"") && message.mentions("not found", "no such file") {
            return (.badCommand, "Command \(program) does not exist in the image")
        }
        if message.mentions("exec") && message.mentions("permission denied") { return (.badCommand, "Command \(program) is not executable") }
        if message.mentions("chdir", "workingdir", "no command specified", "invalid capability", "is a directory") {
            return (.badCommand, "The container's command or working directory is invalid")
        }
        if message.mentions("mount", "not a directory", "subpath") { return (.volumeMountFailed, "A volume can't be mounted into the container") }
        if message.mentions("runasnonroot", "non-numeric user", "run as root") {
            return (.podSecurityDenied, "The image runs as root and runAsNonRoot forbids it")
        }
        if message.mentions("no space left") { return (.diskFull, "The node has no space left for the container") }
        if message.mentions("port is already allocated", "address already in use") { return (.hostPortConflict, "A host port is taken on the node") }
        if message.mentions("sysctl", "seccomp", "apparmor", "selinux", "device", "cgroup", "hostname", "capabilit") {
            return (.invalidConfiguration, "The node refuses the container's settings")
        }
        if message.mentions(
            "context deadline exceeded", "failed to reserve container name", "containerd.sock", "crio.sock", "runtime service", "transport is closing"
        ) {
            return (.containerRuntimeUnavailable, "The node's container runtime doesn't answer in time")
        }
        return (.invalidConfiguration, "The container's configuration is rejected")
    }
}
