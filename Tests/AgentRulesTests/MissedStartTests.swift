import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// CronJobs whose time came and no Job.
@Suite struct MissedStartTests {
    private static func scene(schedule: String = "*/5 * * * *", last: Int?, spec: JSONValue = [:], changed: Int? = nil) -> Scene {
        var scene = Scene()
        var fields = spec.object ?? [:]
        fields["schedule"] = .string(schedule)
        fields["jobTemplate"] = ["spec": ["template": ["spec": Scene.spec(pod: ["restartPolicy": "Never"])]]]
        var metadata = Scene.metadata("settle", uid: "uid-CronJob-settle", age: 8_000_000).object ?? [:]
        if let changed { metadata["managedFields"] = [["time": .string(Scene.ago(changed))]] }
        let status: JSONValue = last.map { ["lastScheduleTime": .string(Scene.ago($0))] } ?? [:]
        scene.snapshot.cronJobs = [CronJob(["metadata": .object(metadata), "spec": .object(fields), "status": status])]
        return scene
    }

    private static let alert = ["cronjob": "settle", "alertname": "CronJobNotRun"]

    @Test(arguments: ["TooManyMissedTimes", "MissSchedule"]) func missedStartsSayNothingAgainstTheSchedule(reason: String) {
        var scene = Self.scene(last: 172_800)
        scene.event(reason, "too many missed start times", kind: "CronJob", name: "settle")
        let response = scene.analyze(Self.alert)
        #expect(response.rootCauses.first?.category == .controlPlaneUnhealthy)
        #expect(response.evidence.contains { $0.text.contains("status.lastScheduleTime") })
    }

    @Test func missedStartsBeforeTheLastRunAreHistory() {
        var scene = Self.scene(last: 60)
        scene.event("MissSchedule", "Missed scheduled time to start a job", kind: "CronJob", name: "settle", secondsAgo: 200)
        #expect(scene.cause(Self.alert).category == .healthy)
    }

    @Test func aDeadlineThatNoControllerKeepsIsTheSchedules() {
        let cause = Self.scene(last: 172_800, spec: ["startingDeadlineSeconds": 5]).cause(Self.alert)
        #expect(cause.category == .cronjobScheduleInvalid)
    }

    @Test func aRunThatDoesNotEndForbidsTheNext() {
        var scene = Self.scene(last: 90_000, spec: ["concurrencyPolicy": "Forbid"])
        scene.job("settle-1", failed: nil, cronJob: "settle", started: 90_000, statuses: [Scene.ready(since: 89_000)])
        scene.event("JobAlreadyActive", "Not starting job because prior execution is running", kind: "CronJob", name: "settle", type: "Normal")
        let response = scene.analyze(Self.alert)
        #expect(response.rootCauses.first?.object?.description == "Job shop/settle-1")
        #expect(response.evidence.contains { $0.text.contains("JobAlreadyActive") })
    }

    /// Not due yet: by its schedule, or because it was changed (resumed) lately; or not to be told from the schedule.
    @Test(arguments: [
        ("0 3 * * *", 80_000, nil as Int?), ("*/5 * * * *", 400, nil), ("*/5 * * * *", 9_000_000, 300), ("0 3 1 * *", 2_000_000, nil),
        ("@daily", 80_000, nil),
    ])
    func aRunThatIsNotDueIsNotMissed(schedule: String, last: Int, changed: Int?) {
        #expect(Self.scene(schedule: schedule, last: last, changed: changed).cause(Self.alert).category == .healthy)
    }

    @Test(arguments: [("0 3 * * *", 180_000), ("17 * * * *", 9000), ("0 */6 * * *", 30_000), ("@every 1h30m", 9000), ("@hourly", 9000)])
    func aRunThatIsOverdueIsMissed(schedule: String, last: Int) {
        #expect(Self.scene(schedule: schedule, last: last).cause(Self.alert).category == .controlPlaneUnhealthy)
    }

    @Test(arguments: ["@every 9999999999999999h", "@every 99999h9999999999999999s", "@every 9999999h9999999h"])
    func anIntervalBeyondAllMeasureIsNotReckonedWith(schedule: String) {
        #expect(Self.scene(schedule: schedule, last: 180_000).cause(Self.alert).category != .controlPlaneUnhealthy)
    }
}
