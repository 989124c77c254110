import AgentDomain
import Contracts
import KubernetesModel
import Masking
import Primitives

/// What a workload's newest rollout changed, and when.
struct RolloutHistory {
    private static let maximumChanges = 20
    /// Labels and annotations that every rollout writes anew.
    private static let ignored: Set<String> = ["pod-template-hash", "controller-revision-hash"]

    let masking: MaskingSession

    /// The differences of the newest state of the template to the one before it. Empty where there is no earlier one.
    func changes(of workload: Workload, index: ClusterIndex) -> [Change] {
        let states = index.revisions(of: workload)
        guard states.count >= 2, let newest = states.first else { return [] }
        let before = states[1]
        let time = rolloutTime(of: newest, workload: workload, index: index)
        var differences: [Difference] = []
        compare(before.template.json, newest.template.json, at: "spec.template", name: nil, into: &differences)
        return differences.prefix(Self.maximumChanges).map { difference in
            let from = difference.from.map { masking.mask($0, named: difference.name ?? "") }
            let to = difference.to.map { masking.mask($0, named: difference.name ?? "") }
            let words =
                switch (from, to) {
                case (let from?, let to?): "\(difference.path) changed from \(from) to \(to)"
                case (nil, let to?): "\(difference.path) was added: \(to)"
                case (let from?, nil): "\(difference.path) was removed (it was \(from))"
                case (nil, nil): "\(difference.path) changed"
                }
            return Change(object: workload.reference, at: time, field: difference.path, from: from, to: to, summary: words)
        }
    }

    /// When the state's ReplicaSet was last scaled up; when the state was made, where there is none. A rollback takes an old one up again, long after its creation.
    private func rolloutTime(of set: TemplateRevision, workload: Workload, index: ClusterIndex) -> Timestamp? {
        let scaled = index.events(of: workload.reference, uid: workload.uid)
            .filter {
                $0.reason == "ScalingReplicaSet"
                    && $0.message.mentions("scaled up replica set \(set.name) from 0 ", "scaled up replica set \(set.name) to 1")
            }
            .compactMap(\.firstSeen).max()
        return scaled ?? set.createdAt
    }

    // MARK: Comparing

    private struct Difference {
        var path: String
        /// The variable's or key's name, which says whether its value is a secret.
        var name: String?
        var from: String?
        var to: String?
    }

    private func compare(_ before: JSONValue?, _ after: JSONValue?, at path: String, name: String?, into differences: inout [Difference]) {
        guard before != after else { return }
        switch (before, after) {
        case (.object(let old)?, .object(let new)?):
            // A variable is a name and a value, and reads best as one.
            if old["name"] != nil, old["value"] != nil || new["value"] != nil, Set(old.keys).union(new.keys).isSubset(of: ["name", "value"]) {
                differences.append(
                    Difference(path: path, name: old["name"]?.string, from: old["value"]?.string ?? "", to: new["value"]?.string ?? ""))
                return
            }
            for key in Set(old.keys).union(new.keys).sorted() where !Self.ignored.contains(key) {
                compare(
                    old[key], new[key], at: key.contains(".") || key.contains("/") ? "\(path)[\(key)]" : "\(path).\(key)", name: key,
                    into: &differences)
            }
        case (.array(let old)?, .array(let new)?):
            compareLists(old, new, at: path, name: name, into: &differences)
        default:
            differences.append(
                Difference(path: path, name: before?["name"]?.string ?? after?["name"]?.string ?? name, from: Self.text(before), to: Self.text(after))
            )
        }
    }

    /// Lists of named things are compared by name, so that an inserted container doesn't make all others differ.
    private func compareLists(_ old: [JSONValue], _ new: [JSONValue], at path: String, name: String?, into differences: inout [Difference]) {
        let key = ["name", "mountPath", "containerPort", "key"].first { key in
            (old + new).allSatisfy { $0[key]?.string != nil || $0[key]?.integer != nil }
        }
        guard let key, !(old + new).isEmpty else {
            differences.append(Difference(path: path, name: name, from: Self.text(.array(old)), to: Self.text(.array(new))))
            return
        }
        func label(_ value: JSONValue) -> String { value[key]?.string ?? value[key]?.integer.map(String.init) ?? "" }
        let before = Dictionary(old.map { (label($0), $0) }, uniquingKeysWith: { first, _ in first })
        let after = Dictionary(new.map { (label($0), $0) }, uniquingKeysWith: { first, _ in first })
        for item in Set(before.keys).union(after.keys).sorted() {
            compare(before[item], after[item], at: "\(path)[\(item)]", name: item, into: &differences)
        }
    }

    private static func text(_ value: JSONValue?) -> String? {
        switch value {
        case nil: nil
        case .null?: "null"
        case .string(let text)?: text
        case .integer(let number)?: String(number)
        case .number(let number)?: "\(number)"
        case .bool(let flag)?: String(flag)
        case .array(let elements)?: "[" + elements.compactMap { text($0) }.joined(separator: ", ").prefix(200) + "]"
        case .object(let members)?:
            // A variable that was added or removed reads as its value.
            if members["name"] != nil, let value = members["value"]?.string {
                value
            } else {
                "{"
                    + members.sorted { $0.key < $1.key }.compactMap { key, value in text(value).map { "\(key): \($0)" } }.joined(separator: ", ")
                    .prefix(300) + "}"
            }
        }
    }
}
