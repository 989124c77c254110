import Contracts
import Testing

/// What a recording's alert must be answered with.
struct ExpectedVerdict: Sendable, CustomTestStringConvertible {
    var recording: String
    /// The workload that the alert's labels name, by the start of its pod's or its own name.
    var workload: String
    var categories: Set<CauseCategory>
    var object: String

    var testDescription: String { "\(recording)/\(workload)" }
}

@Suite("Of the recordings")
struct VerdictTests {
    static let expected: [ExpectedVerdict] = [
        .init(recording: "demo", workload: "oom-app", categories: [.oomKilled], object: "oom-app"),
        .init(
            recording: "demo", workload: "crash-app", categories: [.applicationCrash, .dependencyUnreachable, .dnsResolutionFailed],
            object: "crash-app"),
        .init(recording: "demo", workload: "badimage-app", categories: [.imageNotFound], object: "badimage-app"),
        .init(recording: "demo", workload: "pending-app", categories: [.insufficientCPU], object: "pending-app"),
        .init(recording: "demo", workload: "notready-app", categories: [.readinessProbeFailing], object: "notready-app"),
        .init(recording: "demo", workload: "nosecret-app", categories: [.missingSecret], object: "nosecret-app"),
        .init(
            recording: "rollout", workload: "orders", categories: [.dnsResolutionFailed, .wrongEnvironmentAddress], object: "orders"),
        .init(recording: "shop", workload: "orders-db", categories: [.oomKilled], object: "orders-db"),
        .init(recording: "shop", workload: "orders", categories: [.oomKilled], object: "orders-db"),
        .init(recording: "shop", workload: "frontend", categories: [.oomKilled], object: "orders-db"),
        .init(recording: "quota", workload: "worker", categories: [.quotaMemoryExceeded], object: "team-quota"),
        .init(recording: "batch", workload: "nightly-export", categories: [.dependencyCredentialsRejected], object: "nightly-export"),
    ]

    @Test("every alert has its own cause first, and no neighbour's", arguments: ["demo", "rollout", "shop", "quota", "batch"])
    func alerts(recording: String) async throws {
        let replay = try Replay(recording)
        let alerts = try Replay.alerts(of: recording)
        #expect(!alerts.isEmpty)
        for alert in alerts {
            guard let workload = WorkloadName.from(labels: alert.labels) ?? alert.labels["resourcequota"] else { continue }
            let verdict = Self.expected.filter { $0.recording == recording && ($0.workload == workload || $0.object == workload) }.first
            let response = await replay.analyze(alert)
            guard let verdict else {
                Issue.record(
                    "no verdict is expected of \(recording)/\(workload) for \(alert.name); it was \(response.rootCauses.first?.title ?? "none")")
                continue
            }
            let first = response.rootCauses.first
            #expect(first.map { verdict.categories.contains($0.category) } == true, "\(alert.name) of \(workload): \(first?.title ?? "nothing")")
            #expect(first?.object?.name == verdict.object, "\(alert.name) of \(workload): \(first?.object?.description ?? "nothing")")
            #expect(response.analysisQuality == .high, "\(alert.name) of \(workload): \(response.missingData)")
        }
    }

    @Test("a stale restart alert of the calm one finds no fault")
    func calm() async throws {
        let replay = try Replay("calm")
        for name in ["KubePodCrashLooping", "KubePodNotReady"] {
            for pod in ["catalog-584d5dbb87-flfzg", "catalog-584d5dbb87-b8dx9"] {
                let response = await replay.analyze(
                    replay.alert(name, ["namespace": "calm", "pod": pod, "container": "catalog", "job": "kube-state-metrics"]))
                #expect(response.rootCauses.map(\.category) == [.healthy], "\(response.rootCauses)")
            }
        }
    }
}
