import Primitives

/// What else goes on in the namespace of a variation: healthy workloads, old restarts, and a fault that has nothing to do with the alert.
struct Company: Sendable {
    private var workloads: [JSONValue] = []
    private var events: [JSONValue] = []

    init(random: SeededRandom, document: JSONValue) {
        var random = random
        if random.next() % 2 == 0 {
            workloads.append([
                "deployment": "bystander", "replicas": 3, "age": "9d", "ports": [8080],
                "pods": [["state": "running", "restarts": 2, "last": ["reason": "Error", "exitCode": 2, "at": "-2d"]]],
            ])
        }
        if random.next() % 2 == 0 {
            workloads.append(["statefulset": "shelf", "replicas": 2, "age": "21d", "ports": [6379]])
        }
        // An alert on a whole namespace would be about its every fault.
        guard random.next() % 2 == 0, Self.namesObjects(document) else { return }
        let categories = Set(
            Self.truths(document).flatMap { truth in truth["category"]?.array ?? truth["category"].map { [$0] } ?? [] }.compactMap(\.string))
        let faults = Self.faults.filter { categories.isDisjoint(with: $0.categories) }
        guard let fault = faults.randomElement(using: &random) else { return }
        workloads.append(fault.workload)
        events += fault.events
    }

    func join(_ document: JSONValue) -> JSONValue {
        var document = document
        document.set("workloads", .array((document["workloads"]?.array ?? []) + workloads))
        document.set("events", .array((document["events"]?.array ?? []) + events))
        return document
    }

    private static let objectLabels: Set<String> = [
        "pod", "deployment", "statefulset", "daemonset", "replicaset", "job_name", "cronjob", "persistentvolumeclaim", "service", "ingress",
        "horizontalpodautoscaler", "container", "workload", "hpa",
    ]

    private static func namesObjects(_ document: JSONValue) -> Bool {
        (document["alerts"]?.array ?? []).allSatisfy { alert in
            !objectLabels.isDisjoint(with: (alert["labels"]?.object ?? [:]).keys)
        }
    }

    private static func truths(_ document: JSONValue) -> [JSONValue] {
        ([document["truth"]] + (document["alerts"]?.array ?? []).map { $0["truth"] }).compactMap(\.self)
    }

    private struct Fault: Sendable {
        var categories: Set<String>
        var workload: JSONValue
        var events: [JSONValue] = []
    }

    private static let faults: [Fault] = [
        Fault(
            categories: ["image_not_found", "image_registry_unreachable", "image_pull_unauthorized"],
            workload: [
                "deployment": "stray", "age": "2d", "image": "docker.io/library/strayling:9.9.9",
                "pods": [
                    [
                        "state": "waiting", "age": "2d", "reason": "ImagePullBackOff",
                        "message": "Back-off pulling image \"docker.io/library/strayling:9.9.9\"",
                    ]
                ],
            ],
            events: [
                [
                    "on": "stray", "reason": "Failed", "container": "stray", "count": 300, "first": "-58m", "last": "-3m",
                    "message":
                        "Failed to pull image \"docker.io/library/strayling:9.9.9\": rpc error: code = NotFound desc = failed to pull and unpack image \"docker.io/library/strayling:9.9.9\": failed to resolve reference \"docker.io/library/strayling:9.9.9\": docker.io/library/strayling:9.9.9: not found",
                ]
            ]),
        Fault(
            categories: ["node_selector_mismatch", "node_affinity_mismatch"],
            workload: [
                "deployment": "stray", "age": "4d", "spec": ["nodeSelector": ["hardware": "abacus"]],
                "pods": [
                    [
                        "state": "unscheduled", "age": "4d",
                        "message":
                            "0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector. preemption: 0/4 nodes are available: 4 Preemption is not helpful for scheduling.",
                    ]
                ],
            ]),
        Fault(
            categories: ["missing_configmap"],
            workload: [
                "deployment": "stray", "age": "6d", "envFrom": [["configMapRef": ["name": "stray-settings"]]],
                "pods": [
                    ["state": "waiting", "age": "6d", "reason": "CreateContainerConfigError", "message": "configmap \"stray-settings\" not found"]
                ],
            ],
            events: [
                [
                    "on": "stray", "reason": "Failed", "container": "stray", "count": 210, "first": "-58m", "last": "-15s",
                    "message": "Error: configmap \"stray-settings\" not found",
                ]
            ]),
    ]
}
