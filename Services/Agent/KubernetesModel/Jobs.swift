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
    /// `NonIndexed` or `Indexed`.
    public var completionMode: String
    public var backoffLimitPerIndex: Int?
    /// What counts as a failure, as written: exit codes and conditions that end the Job at once or are ignored.
    public var podFailurePolicy: JSONValue?
    /// `1,3-5`, of an indexed Job.
    public var failedIndexes: String?
    /// Whether another controller than the Job's own runs it.
    public var managedBy: String?
    public var active: Int
    public var ready: Int
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
        completionMode = spec?["completionMode"].nonEmpty ?? "NonIndexed"
        backoffLimitPerIndex = spec?["backoffLimitPerIndex"].int
        podFailurePolicy = spec?["podFailurePolicy"].flatMap { $0.object == nil ? nil : $0 }
        failedIndexes = status?["failedIndexes"].nonEmpty
        managedBy = spec?["managedBy"].nonEmpty
        active = status?["active"].int ?? 0
        ready = status?["ready"].int ?? 0
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
    public static let unread = JSONText.fieldOwnership
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
