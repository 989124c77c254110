import Primitives

/// Gives namespaces, workloads, nodes and registries other names, the same ones wherever they stand as whole words.
struct Renaming: Sendable {
    private var names: [String: String] = [:]
    /// Hosts and the like are no single words: they are replaced as they stand.
    private var texts: [(from: String, to: String)] = []

    private static let namespaces = [
        "bazaar", "tenant-17", "orion", "prod-eu", "squirrel", "retail-live", "fjord", "team-maple", "platform-x", "zephyr", "lumen", "harvest",
    ]
    private static let workloads = [
        "quartz", "heron", "inkwell", "tamarind", "osprey", "walnut-core", "nimbus", "juniper", "cobalt-sync", "marmot", "saffron", "pelican",
        "thistle", "gannet-hub", "obsidian", "larkspur", "wren", "basalt", "kestrel-v2", "mulberry",
    ]
    private static let registries = [
        "ghcr.io/acme", "harbor.corp.internal", "123456789012.dkr.ecr.eu-west-1.amazonaws.com", "europe-docker.pkg.dev/acme/prod",
    ]
    private static let nodeForms: [@Sendable (String) -> String] = [
        { "ip-10-0-4\($0)-17.eu-west-1.compute.internal" }, { "gke-main-pool-7c1f-\($0)" }, { "aks-np1-3391-vmss00000\($0)" }, { "worker-0\($0)" },
    ]

    init(_ document: JSONValue, seed: UInt64) {
        var random = SeededRandom(seed: seed, text: "names")
        var freeWorkloads = Self.workloads.shuffled(using: &random)
        var freeNamespaces = Self.namespaces.shuffled(using: &random)
        func take(_ name: String?, from pool: inout [String]) {
            guard let name, !name.isEmpty, !Self.kept.contains(name), names[name] == nil, let new = pool.popLast() else { return }
            names[name] = new
        }
        take(document["namespace"]?.string, from: &freeNamespaces)
        for name in (document["namespaces"]?.object ?? [:]).keys.sorted() { take(name, from: &freeNamespaces) }
        for workload in document["workloads"]?.array ?? [] {
            take(workload["namespace"]?.string, from: &freeNamespaces)
            for kind in WorkloadPlan.Kind.allCases { take(workload[kind.rawValue]?.string, from: &freeWorkloads) }
        }
        if let registry = Self.registries.randomElement(using: &random) { texts.append(("registry.example.com", registry)) }
    }

    private init(names: [String: String]) {
        self.names = names
    }

    /// What the base cluster's nodes are called in a variation.
    static func nodes(seed: UInt64) -> Renaming {
        var random = SeededRandom(seed: seed, text: "nodes")
        let form = nodeForms[Int(random.next() % UInt64(nodeForms.count))]
        var names: [String: String] = [:]
        for (position, node) in BaseCluster.workerNodes.enumerated() { names[node] = form(String(position + 1)) }
        return Renaming(names: names)
    }

    /// Names that belong to Kubernetes, or to the base cluster.
    private static let kept: Set<String> = [
        "default", "kube-system", "kube-public", "kube-node-lease", "ingress-nginx", "portal", "monitoring", "coredns", "kube-proxy", "calico-node",
        "istio-system", "cert-manager",
    ]

    func apply(to text: String) -> String {
        var result = text
        for (from, to) in texts where result.contains(from) { result = result.replacing(from, with: to) }
        guard !names.isEmpty else { return result }
        var renamed = ""
        var word = ""
        func flush() {
            renamed += names[word] ?? word
            word = ""
        }
        for character in result {
            if character.isASCII, character.isLetter || character.isNumber || character == "-" {
                word.append(character)
            } else {
                flush()
                renamed.append(character)
            }
        }
        flush()
        return renamed
    }
}
