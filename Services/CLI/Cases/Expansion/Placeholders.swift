import Primitives

/// What `${ledger.pod}` and its like stand for: the names that the cluster gave.
struct Placeholders: Sendable {
    private var values: [String: String] = [:]

    init(_ plans: [WorkloadPlan], namespace: String, identity: Identity) {
        for plan in plans {
            var own = ["": plan.name, "rs": plan.replicaSetName, "oldrs": plan.oldReplicaSetName, "job": plan.jobName]
            own["namespace"] = plan.namespace
            own["vip"] = identity.clusterIP("\(plan.namespace)/\(plan.name)")
            for (position, name) in plan.podNames.enumerated() {
                let suffix = position == 0 ? [".0", ""] : [".\(position)"]
                let states = plan.states.indices.filter { plan.states[$0].phase != .missing }
                for suffix in suffix {
                    own["pod\(suffix)"] = name
                    own["uid\(suffix)"] = identity.uid("Pod \(plan.namespace)/\(name)")
                    own["ip\(suffix)"] = identity.podIP("\(plan.namespace)/\(name)")
                    own["node\(suffix)"] = plan.node(of: states[position])
                }
            }
            for (position, name) in plan.oldPodNames.enumerated() {
                own["oldpod.\(position)"] = name
                if position == 0 { own["oldpod"] = name }
            }
            for (attribute, value) in own {
                let suffix = attribute.isEmpty ? "" : ".\(attribute)"
                values["\(plan.namespace)/\(plan.name)\(suffix)"] = value
                let short = "\(plan.name)\(suffix)"
                if values[short] == nil || plan.namespace == namespace {
                    values[short] = value
                }
            }
        }
        values["namespace"] = namespace
    }

    func resolve(_ text: String) throws(Unknown) -> String {
        guard text.contains("${") else { return text }
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: "${") {
            result += rest[..<start.lowerBound]
            let tail = rest[start.upperBound...]
            // `$${` is how a case writes the two characters themselves.
            if result.hasSuffix("$") {
                result += "{"
                rest = tail
                continue
            }
            guard let end = tail.firstIndex(of: "}") else { throw Unknown(name: String(tail.prefix(40))) }
            let name = String(tail[..<end])
            guard let value = values[name] else { throw Unknown(name: name) }
            result += value
            rest = tail[tail.index(after: end)...]
        }
        return result + rest
    }

    struct Unknown: Error {
        var name: String
    }

    /// Replaces the placeholders of a whole value, and says where one is unknown.
    func resolve(_ value: JSONValue, at place: Place) throws(CaseError) -> JSONValue {
        switch value {
        case .string(let text):
            do throws(Unknown) {
                return .string(try resolve(text))
            } catch {
                throw place.error("${\(error.name)} stands for nothing: no workload of that name has it")
            }
        case .array(let elements):
            var resolved: [JSONValue] = []
            for (index, element) in elements.enumerated() { resolved.append(try resolve(element, at: place.element(index))) }
            return .array(resolved)
        case .object(let members):
            var resolved: [String: JSONValue] = [:]
            for (name, value) in members.sorted(by: { $0.key < $1.key }) {
                let text: String
                do throws(Unknown) {
                    text = try resolve(name)
                } catch {
                    throw place.member(name).error("${\(error.name)} stands for nothing: no workload of that name has it")
                }
                resolved[text] = try resolve(value, at: place.member(name))
            }
            return .object(resolved)
        case .null, .bool, .integer, .number:
            return value
        }
    }
}
