import Contracts
import FoundationEssentials
import Primitives

/// Writes an expanded cluster in the layout of a recording, with every relative time made a time of day.
struct RecordingWriter: Sendable {
    let identity: Identity
    let variation: Variation
    let moment: Timestamp
    private(set) var files: [String: [UInt8]] = [:]

    init(identity: Identity, variation: Variation, moment: Timestamp) {
        self.identity = identity
        self.variation = variation
        self.moment = moment
        files["recorded_at.txt"] = Array("\(moment)\n".utf8)
    }

    // MARK: Objects

    mutating func write(_ draft: ClusterDraft, events: [EventDraft]) {
        let events = events.enumerated().map { position, event in
            var event = event
            if let style = variation.newerEvents { event.isNewer = style }
            return event.core(draft, identity: identity, position: position)
        }
        var kinds = KindCatalog.builtIn
        for entry in draft.entries.values where !kinds.contains(entry.kind) { kinds.append(entry.kind) }
        let byKind = Dictionary(grouping: draft.keys, by: { draft.entries[$0]?.kind })
        for kind in kinds {
            let objects = kind.kind == "Event" ? events : (byKind[kind] ?? []).compactMap { draft[$0] }
            // The aggregated APIs of metrics hold what a case states, and aren't served otherwise.
            if kind.group == "metrics.k8s.io", objects.isEmpty { continue }
            write(objects, of: kind)
        }
        write(
            events.map(EventDraft.grouped),
            of: KindEntry(kind: "Event", group: "events.k8s.io", version: "v1", plural: "events", isNamespaced: true))
        writeDiscovery(kinds)
    }

    private mutating func write(_ objects: [JSONValue], of kind: KindEntry) {
        let ordered = variation.ordered(objects)
        let items = ordered.map { object -> JSONValue in
            var members = resolved(object, name: nil).object ?? [:]
            members["kind"] = nil
            members["apiVersion"] = nil
            return finish(.object(members))
        }
        put(
            [
                "kind": .string(kind.kind + "List"), "apiVersion": .string(kind.apiVersion), "metadata": ["resourceVersion": "90210"],
                "items": .array(items),
            ],
            at: "kubernetes/\(kind.path).json")
    }

    private mutating func writeDiscovery(_ kinds: [KindEntry]) {
        put(
            [
                "major": "1", "minor": .string(variation.version ?? "33"), "gitVersion": .string("v1.\(variation.version ?? "33").2"),
                "platform": "linux/amd64",
            ],
            at: "kubernetes/version.json")
        put(["kind": "APIVersions", "versions": ["v1"]], at: "kubernetes/api/index.json")
        var groups: [String: [String]] = ["events.k8s.io": ["v1"]]
        for (path, kinds) in Dictionary(grouping: kinds, by: \.groupPath) {
            guard let first = kinds.first else { continue }
            if !first.group.isEmpty, groups[first.group]?.contains(first.version) != true { groups[first.group, default: []].append(first.version) }
            let resources = kinds.sorted { $0.plural < $1.plural }.map { kind -> JSONValue in
                [
                    "name": .string(kind.plural), "singularName": .string(kind.kind.lowercased()), "namespaced": .bool(kind.isNamespaced),
                    "kind": .string(kind.kind), "verbs": ["get", "list", "watch"],
                ]
            }
            put(
                ["kind": "APIResourceList", "apiVersion": "v1", "groupVersion": .string(first.apiVersion), "resources": .array(resources)],
                at: "kubernetes/\(path)/index.json")
        }
        let list = groups.sorted { $0.key < $1.key }.map { group, versions -> JSONValue in
            let versions = versions.map { version -> JSONValue in ["groupVersion": .string("\(group)/\(version)"), "version": .string(version)] }
            return ["name": .string(group), "versions": .array(versions), "preferredVersion": versions[0]]
        }
        put(["kind": "APIGroupList", "apiVersion": "v1", "groups": .array(list)], at: "kubernetes/apis/index.json")
    }

    /// Relative times stand only in fields that hold times.
    private func resolved(_ value: JSONValue, name: String?) -> JSONValue {
        switch value {
        case .string(let text):
            guard let name, Self.isTime(name), let offset = RelativeTime.offset(text) else { return value }
            return .string("\(moment + offset)")
        case .array(let elements): return .array(elements.map { resolved($0, name: name) })
        case .object(let members):
            return .object(Dictionary(uniqueKeysWithValues: members.map { ($0.key, resolved($0.value, name: $0.key)) }))
        case .null, .bool, .integer, .number: return value
        }
    }

    private static func isTime(_ name: String) -> Bool {
        name.hasSuffix("Timestamp") || name.hasSuffix("Time") || name.hasSuffix("At") || name == "timeAdded" || name == "notBefore"
            || name == "notAfter" || name == "time"
    }

    private func finish(_ value: JSONValue) -> JSONValue {
        guard variation.renamesOutput else { return value }
        return value.mapTextsAndNames { variation.finish($0) }
    }

    private mutating func put(_ value: JSONValue, at path: String) {
        files[path] = JSONBytes.of(value) + [UInt8(ascii: "\n")]
    }

    // MARK: Logs, metrics, alerts

    mutating func write(_ logs: CaseLogs, draft: ClusterDraft) {
        for (key, content) in logs.contents {
            let path = "logs/\(key.namespace)/\(key.pod)/\(key.container)" + (key.isPrevious ? ".previous" : "")
            switch content {
            case .lines(let lines):
                let text = lines.map { "\(moment + $0.time + .microseconds(1)) \(variation.finish($0.text))\n" }.joined()
                files[path + ".log"] = Array(text.utf8)
            case .refused(let text):
                files[path + ".error.txt"] = Array(variation.finish(text).utf8)
            }
        }
        // What ran and says nothing has an empty log.
        for (key, pod) in draft.objects(of: "Pod") {
            for status in (pod["status", "containerStatuses"]?.array ?? []) + (pod["status", "initContainerStatuses"]?.array ?? []) {
                guard let name = status["name"]?.string, status["containerID"]?.string?.isEmpty == false else { continue }
                let path = "logs/\(key.namespace)/\(key.name)/\(name)"
                if files[path + ".log"] == nil, files[path + ".error.txt"] == nil { files[path + ".log"] = [] }
            }
        }
    }

    mutating func write(_ metrics: CaseMetrics) {
        let start = Int64(moment.secondsSince1970) - Int64(metrics.window)
        let up = CaseMetrics.Series(
            labels: ["__name__": "up", "job": "apiserver", "instance": "192.168.10.10:6443"],
            values: Array(repeating: 1, count: metrics.window / CaseMetrics.step + 1))
        let series = ([up] + metrics.series).map { series -> JSONValue in
            [
                "metric": .object(series.labels.mapValues { .string(variation.finish($0)) }), "start": .integer(start),
                "step": .integer(Int64(CaseMetrics.step)), "values": .array(series.values.map(JSONValue.number)),
            ]
        }
        put(["series": .array(series)], at: "prometheus/series.json")
    }

    mutating func write(_ alerts: [Alert]) {
        let alerts = alerts.map { alert -> JSONValue in
            .map([
                "status": "firing", "labels": .object(alert.labels.mapValues(JSONValue.string)),
                "annotations": .object(alert.annotations.mapValues(JSONValue.string)), "startsAt": .string("\(alert.startsAt)"),
                "endsAt": "0001-01-01T00:00:00Z", "generatorURL": alert.generatorURL.map(JSONValue.string),
            ])
        }
        put(
            finish(["version": "4", "status": "firing", "receiver": "whence", "groupLabels": [:], "commonLabels": [:], "alerts": .array(alerts)]),
            at: "webhooks/001-firing.json")
    }
}
