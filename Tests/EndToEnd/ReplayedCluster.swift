import FoundationEssentials
import TestSupport

/// `whence replay`: a recorded cluster for an agent to look at.
final class ReplayedCluster: Sendable {
    let kubeconfig: String
    let address: String
    private let folder: TemporaryDirectory
    private let process: ChildProcess

    init(_ recording: String) async throws {
        let port = try freePort()
        folder = try TemporaryDirectory("replay")
        kubeconfig = folder.file("kubeconfig")
        address = "http://127.0.0.1:\(port)"
        process = try ChildProcess(
            try Programs.path(Programs.commandLine),
            ["replay", Recordings.path(recording), "--port", "\(port)", "--kubeconfig-out", kubeconfig])
        _ = try await process.waitForFile(kubeconfig)
    }

    /// What an agent needs to look at it.
    var agentSettings: [String: String] {
        ["KUBECONFIG": kubeconfig, "PROMETHEUS_URL": address]
    }
}
