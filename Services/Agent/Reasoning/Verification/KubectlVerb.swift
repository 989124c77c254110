/// What may be proposed of one kubectl verb: its options by name, and how its operands are read. What isn't here isn't shown.
struct KubectlVerb: Sendable {
    /// How the words after the verb name objects.
    enum Operands: Sendable {
        /// `deployment orders`, `pods,services`, or `deployment/orders pod/orders-1`.
        case kindAndNames
        /// The same, with `key=value` and `key-` among them.
        case kindNamesAndPairs
        /// `orders-1`, or `deployment/orders`, and perhaps a container.
        case podAndContainer
        case nodes
        /// `pod.spec.containers`
        case field
        case none
    }

    /// Options without a value, or with `=true`.
    var flags: Set<String>
    /// Options whose value is the rest of the word, or the next one.
    var valued: Set<String>
    var operands = Operands.kindAndNames
    /// A word of these comes before the operands.
    var actions: Set<String> = []
    /// Kinds that it may be done to; nil for any but Secrets.
    var kinds: Set<String>?

    /// Of every verb, also before it.
    static let everywhere: Set<String> = ["-n", "--namespace", "--request-timeout"]

    private static let pods: Set<String> = ["pod", "pods", "po"]
    private static let nodes: Set<String> = ["node", "nodes", "no"]
    private static let selection: Set<String> = ["-l", "--selector", "--field-selector"]
    private static let shown: Set<String> = ["-o", "--output", "--sort-by"]
    private static let dry: Set<String> = ["--dry-run"]

    static let all: [String: KubectlVerb] = [
        "get": KubectlVerb(
            flags: ["-A", "--all-namespaces", "-w", "--watch", "--show-labels", "--no-headers", "--ignore-not-found"],
            valued: selection.union(shown).union(["-L", "--label-columns"])),
        "describe": KubectlVerb(flags: ["-A", "--all-namespaces"], valued: selection),
        "logs": KubectlVerb(
            flags: ["-p", "--previous", "-f", "--follow", "--timestamps", "--all-containers", "--prefix"],
            valued: ["-c", "--container", "-l", "--selector", "--tail", "--since", "--since-time", "--limit-bytes"], operands: .podAndContainer),
        "top": KubectlVerb(
            flags: ["-A", "--all-namespaces", "--containers", "--no-headers", "--sum"], valued: ["-l", "--selector", "--sort-by"],
            kinds: pods.union(nodes)),
        "events": KubectlVerb(
            flags: ["-A", "--all-namespaces", "-w", "--watch"], valued: ["--for", "--types", "-o", "--output"], operands: .none),
        "explain": KubectlVerb(flags: ["--recursive"], valued: ["--api-version"], operands: .field),
        "rollout": KubectlVerb(
            flags: dry.union(["-w", "--watch"]), valued: ["--to-revision", "--revision", "--timeout", "-l", "--selector"],
            actions: ["restart", "undo", "status", "history", "pause", "resume"]),
        "scale": KubectlVerb(flags: dry, valued: ["--replicas", "--current-replicas", "--timeout"]),
        "autoscale": KubectlVerb(flags: dry, valued: ["--min", "--max", "--cpu-percent"]),
        "set": KubectlVerb(
            flags: dry, valued: ["-c", "--containers", "--limits", "--requests"], operands: .kindNamesAndPairs,
            actions: ["image", "resources", "env"]),
        "patch": KubectlVerb(flags: dry, valued: ["-p", "--patch", "--type"]),
        "label": KubectlVerb(flags: dry.union(["--overwrite"]), valued: selection, operands: .kindNamesAndPairs),
        "annotate": KubectlVerb(flags: dry.union(["--overwrite"]), valued: selection, operands: .kindNamesAndPairs),
        "taint": KubectlVerb(flags: dry.union(["--overwrite"]), valued: ["-l", "--selector"], operands: .kindNamesAndPairs, kinds: nodes),
        "edit": KubectlVerb(flags: [], valued: []),
        "cordon": KubectlVerb(flags: dry, valued: [], operands: .nodes),
        "uncordon": KubectlVerb(flags: dry, valued: [], operands: .nodes),
        "drain": KubectlVerb(
            flags: dry.union(["--ignore-daemonsets", "--delete-emptydir-data", "--force"]),
            valued: ["--grace-period", "--timeout", "--pod-selector"],
            operands: .nodes),
        // What a controller makes anew.
        "delete": KubectlVerb(
            flags: dry.union(["--force", "--now", "--wait"]), valued: selection.union(["--grace-period", "--timeout"]),
            kinds: pods.union(["job", "jobs"])),
    ]
}
