import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// Whether a mesh lets one workload call another: by its AuthorizationPolicies, and by the TLS that callers must speak.
///
/// Source: https://istio.io/latest/docs/concepts/security/#implicit-enablement (a DENY that matches refuses; where there is any ALLOW, one must match)
/// and https://istio.io/latest/docs/concepts/security/#peer-authentication (the workload's policy before the namespace's before the mesh's).
struct MeshAccess {
    struct Caller {
        var namespace: String
        var account: String
        /// Whether a proxy speaks for it, and so mutual TLS.
        var isInMesh: Bool
    }

    struct Refusal {
        var policy: AuthorizationPolicy
        var words: String
        var confidence: Double
    }

    let index: ClusterIndex

    /// Policies here are the whole mesh's. Source: `meshConfig.rootNamespace`, by default.
    private static let rootNamespace = "istio-system"
    private static let proxy = "istio-proxy"

    static func caller(_ pod: Pod) -> Caller {
        Caller(
            namespace: pod.namespace ?? "default", account: pod.spec.serviceAccountName ?? "default",
            isInMesh: hasProxy(pod) || pod.metadata.labels["istio.io/dataplane-mode"] == "ambient")
    }

    private static func hasProxy(_ pod: Pod) -> Bool { pod.spec.containers.contains { $0.name == proxy } }

    // MARK: Who may call

    /// The policy that best explains that a caller was refused; nil where none of those that were read can have done it.
    func refusal(of caller: Caller, at pod: Pod) -> Refusal? {
        let policies = index.snapshot.authorizationPolicies.filter {
            !$0.isForGateways && Self.applies($0.selector, of: $0.namespace, to: pod)
        }
        for policy in policies where policy.action == "DENY" {
            let rules = policy.rules.filter { Self.matches($0, caller) }
            guard !rules.isEmpty else { continue }
            let isCertain = rules.contains { !Self.isConditional($0) }
            return Refusal(policy: policy, words: "denies it", confidence: isCertain ? 0.9 : 0.75)
        }
        let allowing = policies.filter { $0.action == "ALLOW" }.sorted { Self.age($0) > Self.age($1) }
        guard let newest = allowing.first else { return nil }
        let matching = allowing.filter { $0.rules.contains { Self.matches($0, caller) } }
        guard let partial = matching.first else {
            return Refusal(policy: newest, words: "allows others alone", confidence: 0.9)
        }
        let isOpen = matching.contains { $0.rules.contains { Self.matches($0, caller) && !Self.isConditional($0) } }
        return isOpen ? nil : Refusal(policy: partial, words: "allows it some requests alone", confidence: 0.7)
    }

    private static func age(_ policy: AuthorizationPolicy) -> Int64 {
        (policy.metadata.changedAt ?? policy.metadata.creationTimestamp)?.microseconds ?? 0
    }

    private static func applies(_ selector: LabelSelector?, of namespace: String?, to pod: Pod) -> Bool {
        guard namespace == pod.namespace || namespace == rootNamespace else { return false }
        return selector?.matches(pod.metadata.labels) ?? true
    }

    /// Whether a rule may mean a caller: each source is an alternative, and all that one of them asks must be met. A caller in plain text has no
    /// identity, so that every rule means it that excludes some (`notPrincipals: ["*"]` is how plain text is refused).
    private static func matches(_ rule: AuthorizationPolicy.Rule, _ caller: Caller) -> Bool {
        let sources = rule.json["from"].list.compactMap { $0["source"] }
        guard !sources.isEmpty else { return true }
        let identity = "/ns/\(caller.namespace)/sa/\(caller.account)"
        return sources.contains { source in
            let principals = source["principals"].texts
            let namespaces = source["namespaces"].texts
            guard caller.isInMesh || principals.isEmpty && namespaces.isEmpty else { return false }
            return (principals.isEmpty || principals.contains { isMatch($0, identity) })
                && (namespaces.isEmpty || namespaces.contains { isMatch($0, caller.namespace, exactly: true) })
                && !(caller.isInMesh
                    && (source["notPrincipals"].texts.contains { isMatch($0, identity) }
                        || source["notNamespaces"].texts.contains { isMatch($0, caller.namespace, exactly: true) }))
        }
    }

    /// What else a rule asks, which can't be told from here: methods, paths, tokens, conditions.
    private static func isConditional(_ rule: AuthorizationPolicy.Rule) -> Bool {
        if !rule.json["to"].list.isEmpty || !rule.json["when"].list.isEmpty { return true }
        return rule.json["from"].list.compactMap { $0["source"] }.contains { source in
            ["requestPrincipals", "notRequestPrincipals", "ipBlocks", "notIpBlocks", "remoteIpBlocks", "notRemoteIpBlocks"].contains {
                !source[$0].texts.isEmpty
            }
        }
    }

    /// `*`, `prefix*`, `*suffix` or the whole. The trust domain before an identity is whatever the mesh has.
    private static func isMatch(_ pattern: String, _ text: String, exactly: Bool = false) -> Bool {
        if pattern == "*" { return true }
        if pattern.hasPrefix("*") { return text.hasSuffix(pattern.dropFirst()) || !exactly && pattern.dropFirst().hasSuffix(text) }
        if pattern.hasSuffix("*") {
            let prefix = pattern.dropLast()
            guard !exactly else { return text.hasPrefix(prefix) }
            let start = prefix.firstIndex(of: "/") ?? prefix.endIndex
            return text.hasPrefix(prefix[start...])
        }
        return exactly ? pattern == text : pattern.hasSuffix(text)
    }

    // MARK: Mutual TLS

    /// The policy by which a workload takes mutual TLS alone, where a caller has no proxy to speak it.
    ///
    /// - Parameter port: of the pod; nil where it isn't known, and a policy that treats ports unlike says nothing.
    func strictness(of pod: Pod, port: Int?, towards caller: Caller) -> PeerAuthentication? {
        guard !caller.isInMesh, Self.hasProxy(pod) else { return nil }
        let all = index.snapshot.peerAuthentications.filter { Self.applies($0.selector, of: $0.namespace, to: pod) }
        let own = all.first { $0.selector != nil && $0.namespace == pod.namespace }
        if let own, !own.portModes.isEmpty {
            guard let port else { return nil }
            if let mode = own.portModes[String(port)], mode != "UNSET" { return mode == "STRICT" ? own : nil }
        }
        let deciding = [own, all.first { $0.selector == nil && $0.namespace == pod.namespace }, all.first { $0.namespace == Self.rootNamespace }]
            .compactMap(\.self).first { $0.mode != "UNSET" }
        return deciding?.mode == "STRICT" ? deciding : nil
    }
}
