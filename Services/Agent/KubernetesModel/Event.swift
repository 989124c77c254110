public import Primitives

/// An event of either API: `v1` (`involvedObject`, `message`, `count`) or `events.k8s.io/v1` (`regarding`, `note`, `series`).
///
/// Components write counts and times in three ways: `count` with first and last timestamps, `eventTime` with a `series`, or `eventTime` alone.
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/cluster-resources/event-v1/
public struct Event: Manifest, Hashable {
    public static let kind = "Event"
    /// They are small, and there are many.
    public static let pageSize = 5000
    public static let unread = JSONText.bookkeeping.union(["resourceVersion", "host", "reportingInstance"])
    public var metadata: ObjectMeta
    public var type: String
    public var reason: String
    public var message: String
    public var object: Involved
    /// At least one.
    public var count: Int
    public var firstSeen: Timestamp?
    public var lastSeen: Timestamp?
    /// The component that reported it: `kubelet`, `default-scheduler`.
    public var component: String
    public var action: String?

    public struct Involved: Hashable, Sendable {
        public var kind: String
        /// Of its API: empty for the core's, and where the reporter didn't say.
        public var group: String
        public var namespace: String?
        public var name: String
        /// Empty where the reporter didn't say.
        public var uid: String
        public var fieldPath: String?

        /// The container that a field path names: `spec.containers{app}` → `app`.
        public var container: String? {
            guard let fieldPath, let open = fieldPath.firstIndex(of: "{"), fieldPath.hasSuffix("}") else { return nil }
            return String(fieldPath[fieldPath.index(after: open)...].dropLast())
        }
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        type = json["type"].nonEmpty ?? "Normal"
        reason = json["reason"].nonEmpty ?? ""
        message = json["message"].nonEmpty ?? json["note"].nonEmpty ?? ""
        let involved = json["involvedObject"] ?? json["regarding"]
        object = Involved(
            kind: involved?["kind"]?.string ?? "", group: Self.group(involved?["apiVersion"]?.string), namespace: involved?["namespace"].nonEmpty,
            name: involved?["name"]?.string ?? "",
            uid: involved?["uid"]?.string ?? "", fieldPath: involved?["fieldPath"].nonEmpty)
        let series = json["series"]
        count = max(1, series?["count"].int ?? json["count"].int ?? json["deprecatedCount"].int ?? 1)
        let happened = json["eventTime"].time
        let first = json["firstTimestamp"].time ?? json["deprecatedFirstTimestamp"].time
        let last = json["lastTimestamp"].time ?? json["deprecatedLastTimestamp"].time
        let times = [series?["lastObservedTime"].time, last, happened, first].compactMap(\.self)
        firstSeen = [first, happened].compactMap(\.self).min() ?? times.min() ?? metadata.creationTimestamp
        lastSeen = times.max() ?? metadata.creationTimestamp
        component =
            json["reportingComponent"].nonEmpty ?? json["reportingController"].nonEmpty ?? json["source"]?["component"].nonEmpty
            ?? json["deprecatedSource"]?["component"].nonEmpty ?? ""
        action = json["action"].nonEmpty
    }

    /// `external-secrets.io/v1beta1` → `external-secrets.io`, `v1` → nothing.
    private static func group(_ version: String?) -> String {
        guard let version, let slash = version.firstIndex(of: "/") else { return "" }
        return String(version[..<slash])
    }

    public var isWarning: Bool { type != "Normal" }
}
