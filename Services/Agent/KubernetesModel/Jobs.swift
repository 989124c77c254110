public import Primitives

public struct Job: Manifest, Hashable {
    public static let kind = "Job"
    public var metadata: ObjectMeta
    public var template: PodTemplate
    public var completions: Int?
    public var parallelism: Int
    public var backoffLimit: Int
    public var activeDeadlineSeconds: Int?
    public var isSuspended: Bool
    public var active: Int
    public var succeeded: Int
    public var failed: Int
    public var startTime: Timestamp?
    public var completionTime: Timestamp?
    public var conditions: [Condition]

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        template = PodTemplate(spec?["template"])
        completions = spec?["completions"].int
        parallelism = spec?["parallelism"].int ?? 1
        backoffLimit = spec?["backoffLimit"].int ?? 6
        activeDeadlineSeconds = spec?["activeDeadlineSeconds"].int
        isSuspended = spec?["suspend"]?.bool ?? false
        active = status?["active"].int ?? 0
        succeeded = status?["succeeded"].int ?? 0
        failed = status?["failed"].int ?? 0
        startTime = status?["startTime"].time
        completionTime = status?["completionTime"].time
        conditions = (status?["conditions"].list ?? []).map(Condition.init)
    }

    /// The condition that ended it in failure (`FailureTarget` comes first, while its pods still terminate).
    public var failure: Condition? {
        let failed = conditions["Failed"] ?? conditions["FailureTarget"]
        return failed?.status == "True" ? failed : nil
    }

    public var isComplete: Bool { conditions["Complete"]?.status == "True" }
}

public struct CronJob: Manifest, Hashable {
    public static let kind = "CronJob"
    public var metadata: ObjectMeta
    public var schedule: String
    public var timeZone: String?
    public var isSuspended: Bool
    public var concurrencyPolicy: String
    public var startingDeadlineSeconds: Int?
    public var lastScheduleTime: Timestamp?
    public var lastSuccessfulTime: Timestamp?
    public var activeJobs: [String]
    public var template: PodTemplate

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        let status = json["status"]
        schedule = spec?["schedule"]?.string ?? ""
        timeZone = spec?["timeZone"].nonEmpty
        isSuspended = spec?["suspend"]?.bool ?? false
        concurrencyPolicy = spec?["concurrencyPolicy"].nonEmpty ?? "Allow"
        startingDeadlineSeconds = spec?["startingDeadlineSeconds"].int
        lastScheduleTime = status?["lastScheduleTime"].time
        lastSuccessfulTime = status?["lastSuccessfulTime"].time
        activeJobs = (status?["active"].list ?? []).compactMap { $0["name"].nonEmpty }
        template = PodTemplate(spec?["jobTemplate"]?["spec"]?["template"])
    }
}
