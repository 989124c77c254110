import Primitives

/// The pod template of a workload, from the keys that a case writes it with, with the defaults that the API server fills in.
struct PodTemplate: Sendable {
    var labels: JSONValue
    var spec: JSONValue

    static let keys: Set<String> = [
        "image", "command", "args", "workingDir", "container", "env", "envFrom", "volumeMounts", "lifecycle", "securityContext", "ports",
        "resources", "readiness", "liveness", "startup", "sidecars", "initContainers", "volumes", "spec", "labels",
    ]

    /// - Parameter restartPolicy: Of pods that say nothing of it: `Never` in Jobs.
    init(_ fields: Fields, workload: String, namespace: String, restartPolicy: String = "Always") throws(CaseError) {
        labels = ["app": .string(workload)]
        for (name, value, place) in try fields.map("labels") {
            guard let text = value.string else { throw place.error("must be text") }
            labels.set(name, .string(text))
        }
        var containers = [try Self.main(fields, workload: workload, namespace: namespace)]
        for (value, place) in try fields.list("sidecars") { containers.append(try Self.further(value, at: place)) }
        var initContainers: [JSONValue] = []
        for (value, place) in try fields.list("initContainers") { initContainers.append(try Self.further(value, at: place)) }
        spec = .map([
            "containers": .array(containers),
            "initContainers": initContainers.isEmpty ? nil : .array(initContainers),
            "volumes": fields["volumes"],
            "restartPolicy": .string(restartPolicy), "terminationGracePeriodSeconds": 30, "dnsPolicy": "ClusterFirst", "securityContext": [:],
            "schedulerName": "default-scheduler",
        ])
        if let own = fields["spec"] { spec = spec.merged(with: own) }
    }

    private static func main(_ fields: Fields, workload: String, namespace: String) throws(CaseError) -> JSONValue {
        var container = JSONValue.map([
            "name": .string(try fields.text("container") ?? workload),
            "image": .string(try fields.text("image") ?? "registry.example.com/\(namespace)/\(workload):1.0.0"),
            "command": fields["command"], "args": fields["args"], "workingDir": fields["workingDir"], "envFrom": fields["envFrom"],
            "volumeMounts": fields["volumeMounts"], "lifecycle": fields["lifecycle"], "securityContext": fields["securityContext"],
            "resources": fields.members["resources"].map { $0 == .null ? [:] : $0 }
                ?? ["requests": ["cpu": "50m", "memory": "64Mi"], "limits": ["memory": "256Mi"]],
            "readinessProbe": fields["readiness"], "livenessProbe": fields["liveness"], "startupProbe": fields["startup"],
        ])
        for name in ["command", "args"] {
            if let value = fields[name], value.array == nil { throw fields.error(name, "must be a list") }
        }
        let variables = try fields.map("env")
        if !variables.isEmpty { container.set("env", .array(variables.map { variable($0.name, $0.value) })) }
        var ports: [JSONValue] = []
        for (value, place) in try fields.list("ports") { ports.append(try port(value, at: place)) }
        if !ports.isEmpty { container.set("ports", .array(ports)) }
        return defaulted(container)
    }

    private static func further(_ value: JSONValue, at place: Place) throws(CaseError) -> JSONValue {
        let fields = try Fields(value, at: place)
        _ = try fields.required("name")
        _ = try fields.required("image")
        var container = value
        if case .object? = fields["env"] {
            container.set("env", .array(try fields.map("env").map { variable($0.name, $0.value) }))
        }
        var ports: [JSONValue] = []
        for (value, place) in try fields.list("ports") { ports.append(try port(value, at: place)) }
        if !ports.isEmpty { container.set("ports", .array(ports)) }
        return defaulted(container)
    }

    private static func variable(_ name: String, _ value: JSONValue) -> JSONValue {
        switch value {
        case .object: ["name": .string(name), "valueFrom": value]
        case .null: ["name": .string(name)]
        case .integer(let number): ["name": .string(name), "value": .string(String(number))]
        case .number(let number): ["name": .string(name), "value": .string(String(number))]
        case .bool(let flag): ["name": .string(name), "value": .string(String(flag))]
        case .string, .array: ["name": .string(name), "value": value]
        }
    }

    private static func port(_ value: JSONValue, at place: Place) throws(CaseError) -> JSONValue {
        if let number = value.integer { return ["containerPort": .integer(number), "protocol": "TCP"] }
        guard value["containerPort"]?.integer != nil else { throw place.error("must be a number or have a containerPort") }
        return JSONValue.object(["protocol": "TCP"]).merged(with: value)
    }

    /// Source: https://github.com/kubernetes/kubernetes/blob/v1.33.0/pkg/apis/core/v1/defaults.go
    private static func defaulted(_ container: JSONValue) -> JSONValue {
        let image = container["image"]?.string ?? ""
        let pulls = image.hasSuffix(":latest") || !(image.split(separator: "/").last ?? "").contains(where: { $0 == ":" || $0 == "@" })
        let defaults: JSONValue = [
            "imagePullPolicy": pulls ? "Always" : "IfNotPresent", "terminationMessagePath": "/dev/termination-log",
            "terminationMessagePolicy": "File", "resources": [:],
        ]
        var result = defaults.merged(with: container)
        for name in ["readinessProbe", "livenessProbe", "startupProbe"] {
            guard let probe = result[name] else { continue }
            var defaults: JSONValue = ["timeoutSeconds": 1, "periodSeconds": 10, "successThreshold": 1, "failureThreshold": 3]
            if probe["httpGet"] != nil { defaults.set("httpGet", ["path": "/", "scheme": "HTTP"]) }
            result.set(name, defaults.merged(with: probe))
        }
        return result
    }
}
