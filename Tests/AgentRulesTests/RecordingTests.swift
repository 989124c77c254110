import AgentRules
import Contracts
import Primitives
import Testing

/// Each alert that a real cluster raised, and the cause that a person names for it.
@Suite struct RecordingTests {
    struct Expected: Sendable {
        var category: CauseCategory
        var object: ObjectReference
    }

    /// By what the alert names: its pod's workload, or the workload itself.
    static func expected(_ recording: String, _ alert: Alert) -> Expected? {
        func workload(_ category: CauseCategory, _ kind: String, _ name: String, _ container: String?) -> Expected {
            Expected(category: category, object: ObjectReference(kind: kind, namespace: recording, name: name, container: container))
        }
        switch (recording, WorkloadName.from(labels: alert.labels) ?? "") {
        case ("shop", _): return workload(.oomKilled, "StatefulSet", "orders-db", "db")
        case ("rollout", _): return workload(.wrongEnvironmentAddress, "Deployment", "orders", "orders")
        case ("quota", _): return workload(.quotaMemoryExceeded, "ResourceQuota", "team-quota", nil)
        case ("batch", _): return workload(.dependencyCredentialsRejected, "Job", "nightly-export", "export")
        case ("demo", "oom-app"): return workload(.oomKilled, "Deployment", "oom-app", "app")
        case ("demo", "crash-app"): return workload(.dependencyUnreachable, "Deployment", "crash-app", "app")
        case ("demo", "badimage-app"): return workload(.imageNotFound, "Deployment", "badimage-app", "app")
        case ("demo", "pending-app"): return workload(.insufficientCPU, "Deployment", "pending-app", nil)
        case ("demo", "notready-app"): return workload(.readinessProbeFailing, "Deployment", "notready-app", "app")
        case ("demo", "nosecret-app"): return workload(.missingSecret, "Deployment", "nosecret-app", nil)
        default: return nil
        }
    }

    @Test(arguments: RecordedCluster.names) func everyRecordedAlertGetsItsOwnCause(recording: String) throws {
        let cluster = RecordedCluster(recording)
        for alert in try cluster.alerts() {
            let expected = try #require(Self.expected(recording, alert), "\(alert.labels)")
            let response = try cluster.analyze(alert)
            let first = try #require(response.rootCauses.first)
            #expect(first.category == expected.category, "\(recording) \(alert.labels): \(response.analysisSummary)")
            #expect(first.object == expected.object, "\(recording) \(alert.labels): \(response.analysisSummary)")
            #expect(!first.evidence.isEmpty)
            #expect(response.analysisQuality == .high)
        }
    }

    /// A stale alert on pods that restarted once when they were minutes old.
    @Test(arguments: ["catalog-584d5dbb87-b8dx9", "catalog-584d5dbb87-flfzg", "catalog-584d5dbb87-gone1"])
    func aCalmNamespaceIsHealthyWhicheverPodAStaleAlertNames(pod: String) throws {
        for start in ["2026-11-21T07:42:30Z", "2026-11-21T07:44:30Z", "2026-11-21T07:45:30Z"] {
            let alert = Alert(
                status: .firing, labels: ["alertname": "KubePodCrashLooping", "namespace": "calm", "pod": pod, "job": "kube-state-metrics"],
                startsAt: try #require(Timestamp(rfc3339: start)))
            let response = try RecordedCluster("calm").analyze(alert)
            #expect(response.rootCauses.map(\.category) == [.healthy], "\(response.analysisSummary)")
        }
    }

    @Test func aConfigMapThatHasAppearedSinceIsHistory() throws {
        for labels in [
            ["deployment": "noconfig-app"], ["deployment": "healthy-app"], ["pod": "noconfig-app-57fcc55b69-jw4cz"], ["service": "healthy-app"],
        ] {
            let alert = Alert(
                status: .firing, labels: labels.merging(["alertname": "KubeDeploymentReplicasMismatch", "namespace": "demo"]) { first, _ in first },
                startsAt: try #require(Timestamp(rfc3339: "2026-11-21T07:41:39Z")))
            let response = try RecordedCluster("demo").analyze(alert)
            #expect(response.rootCauses.map(\.category) == [.healthy], "\(labels) \(response.analysisSummary)")
        }
    }

    @Test func anAlertOnTheFrontendNamesTheDatabaseBehindItsUpstream() throws {
        for labels in [["deployment": "frontend"], ["pod": "frontend-676464db56-vfs89"], ["deployment": "orders"], ["service": "orders"]] {
            let alert = Alert(
                status: .firing, labels: labels.merging(["alertname": "HighErrorRate", "namespace": "shop"]) { first, _ in first },
                startsAt: try #require(Timestamp(rfc3339: "2026-11-21T07:43:00Z")))
            let response = try RecordedCluster("shop").analyze(alert)
            #expect(response.rootCauses.first?.category == .oomKilled, "\(labels) \(response.analysisSummary)")
            #expect(response.rootCauses.first?.object == ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db", container: "db"))
        }
    }

    @Test func theRolloutsChangeIsCitedWithItsTime() throws {
        let cluster = RecordedCluster("rollout")
        let response = try cluster.analyze(try #require(cluster.alerts().first))
        let change = try #require(response.changes.first { $0.field.contains("DB_HOST") })
        #expect(change.from == "orders-db")
        #expect(change.to == "orders-database-new")
        #expect(change.at == Timestamp(rfc3339: "2026-11-21T07:42:46Z"))
        #expect(response.evidence.contains { $0.text.contains("DB_HOST") && $0.text.contains("orders-database-new") })
        #expect(response.evidence.contains { $0.text.contains("no such host") })
    }

    @Test func noSecretOfAConnectionStringLeaves() throws {
        for recording in RecordedCluster.names {
            let cluster = RecordedCluster(recording)
            for alert in try cluster.alerts() {
                let response = try cluster.analyze(alert)
                #expect(!response.analysis.contains("hunter2-very-secret"))
                #expect(!response.evidence.contains { $0.text.contains("hunter2") || $0.text.contains("orders:secret@") })
            }
        }
    }
}
