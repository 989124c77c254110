import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// NetworkPolicies and a mesh's policies, evaluated for the pair of pods that can't talk.
@Suite struct PolicyTests {
    /// `api`, whose log complains of a host, under policies.
    private static func scene(host: String, log: String, policies: [JSONValue], pod: JSONValue = [:]) -> Scene {
        var scene = Scene()
        let env: JSONValue = [["name": "PEER_URL", "value": .string("https://\(host)")]]
        scene.deployment("api", spec: Scene.spec(["env": env], pod: pod))
        scene.log(Scene.firstPod("api"), "ERROR \(log)", "ERROR \(log)", "ERROR \(log)")
        scene.snapshot.networkPolicies = policies.enumerated().map { position, spec in
            NetworkPolicy(["metadata": Scene.metadata("policy-\(position)"), "spec": spec])
        }
        return scene
    }

    private static let deny: JSONValue = ["podSelector": [:], "policyTypes": ["Egress"]]

    private static func allow(_ rule: JSONValue) -> JSONValue { ["podSelector": [:], "policyTypes": ["Egress"], "egress": [rule]] }

    private static let alert = ["deployment": "api", "alertname": "ApiErrorRateHigh"]

    private static func category(_ host: String, _ policies: JSONValue..., pod: JSONValue = [:]) -> CauseCategory? {
        scene(host: host, log: "dial tcp: connect to \(host): i/o timeout", policies: policies, pod: pod).cause(alert).category
    }

    @Test func aHostNameMayBeInABlockThatAnotherPolicyAllows() {
        let world: JSONValue = ["to": [["ipBlock": ["cidr": "0.0.0.0/0", "except": ["10.0.0.0/8"]]]]]
        #expect(Self.category("pay.example.com:443", Self.deny, Self.allow(world)) == .dependencyUnreachable)
        #expect(Self.category("pay.example.com:443", Self.deny) == .networkPolicyBlocked)
    }

    @Test(arguments: [
        ("203.0.113.7:443", "203.0.113.0/24", false), ("203.0.114.7:443", "203.0.113.0/24", true),
    ])
    func anAddressIsInABlockOrNot(host: String, block: String, isBlocked: Bool) {
        let found = Self.category(host, Self.allow(["to": [["ipBlock": ["cidr": .string(block)]]]]))
        #expect(found == (isBlocked ? .networkPolicyBlocked : .dependencyUnreachable))
    }

    @Test func allNamespacesAreNotTheWorldOutside() {
        #expect(Self.category("pay.example.com:443", Self.allow(["to": [["namespaceSelector": [:]]]])) == .networkPolicyBlocked)
    }

    @Test func podsOfTheNodesNetworkAreNotBound() {
        #expect(Self.category("pay.example.com:443", Self.deny, pod: ["hostNetwork": true]) == .dependencyUnreachable)
    }

    private static let ports: [(JSONValue, Bool)] = [
        (["port": "dns", "protocol": "UDP"], false), (["port": 53, "protocol": "UDP"], false), (["port": 53, "protocol": "TCP"], true),
        (["port": 53], true), (["protocol": "UDP"], false),
    ]

    @Test(arguments: ports)
    func namesAreAskedForByUDPOnPort53WhateverThatPortIsCalled(port: JSONValue, isBlocked: Bool) {
        let rule: JSONValue = ["to": [["namespaceSelector": [:]]], "ports": [port]]
        let scene = Self.scene(host: "ledgerr", log: "lookup ledgerr on 10.96.0.10:53: no such host", policies: [Self.allow(rule)])
        #expect((scene.cause(Self.alert).category == .networkPolicyBlocked) == isBlocked)
    }

    // MARK: Prometheus

    private static func ingress(_ selectors: JSONValue) -> JSONValue {
        ["podSelector": [:], "policyTypes": ["Ingress"], "ingress": [["from": [selectors]]]]
    }

    private static let web = ingress(["namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "web"]]])
    private static let monitoring: JSONValue = ["matchLabels": ["kubernetes.io/metadata.name": "monitoring"]]
    private static let stack: JSONValue = ["matchLabels": ["app.kubernetes.io/instance": "kube-prometheus-stack"]]

    /// Policies with their ages, whether the alert names Prometheus, and which policy is blamed.
    private static let scrapes: [([(JSONValue, Int)], Bool, Int?)] = [
        ([(web, 600)], false, 0), ([(web, 86_400)], false, nil), ([(web, 86_400)], true, 0), ([(web, 86_400), (web, 600)], true, 0),
        ([(web, 86_400), (web, 600)], false, nil), ([(ingress(["namespaceSelector": monitoring, "podSelector": stack]), 600)], true, nil),
        ([(web, 600), (ingress(["namespaceSelector": monitoring]), 86_400)], true, nil),
    ]

    @Test(arguments: scrapes)
    func aPolicyThatStopsTheScrapeIsTheOneThatShutItOut(policies: [(JSONValue, Int)], isNamed: Bool, blamed: Int?) {
        var scene = Scene()
        scene.deployment("web")
        scene.snapshot.namespaces.append(Namespace(["metadata": ["name": "monitoring"]]))
        scene.snapshot.networkPolicies = policies.enumerated().map { position, policy in
            NetworkPolicy(["metadata": Scene.metadata("policy-\(position)", age: policy.1), "spec": policy.0])
        }
        let labels = ["deployment": "web", "alertname": "TargetDown"].merging(isNamed ? ["prometheus": "monitoring/k8s"] : [:]) { $1 }
        let cause = scene.cause(labels)
        #expect(cause.category == (blamed == nil ? .healthy : .networkPolicyBlocked))
        #expect(cause.object == blamed.map { "NetworkPolicy shop/policy-\($0)" } ?? cause.object)
    }

    // MARK: A mesh

    /// `api` calls `rates`, which refuses it.
    private static func mesh(_ authorization: JSONValue?, authentication: JSONValue? = nil, log: String, caller: JSONValue = [:]) -> Scene {
        var scene = Scene()
        let env: JSONValue = [["name": "RATES_URL", "value": "http://rates:8080"]]
        scene.deployment("api", spec: Scene.spec(["env": env], pod: caller))
        let proxied: JSONValue = [["name": "app", "image": "rates:1"], ["name": "istio-proxy", "image": "proxyv2:1.23"]]
        scene.deployment("rates", spec: ["containers": proxied])
        scene.service("rates", port: 8080)
        scene.log(Scene.firstPod("api"), "ERROR \(log)", "ERROR \(log)", "ERROR \(log)")
        if let authorization {
            scene.snapshot.authorizationPolicies = [AuthorizationPolicy(["metadata": Scene.metadata("who-may"), "spec": authorization])]
        }
        if let authentication {
            scene.snapshot.peerAuthentications = [PeerAuthentication(["metadata": Scene.metadata("tls"), "spec": authentication])]
        }
        return scene
    }

    private static let inMesh: JSONValue = ["serviceAccountName": "api", "initContainers": [["name": "istio-proxy", "restartPolicy": "Always"]]]

    private static func from(_ principal: String) -> JSONValue { [["source": ["principals": [.string("cluster.local/ns/shop/sa/" + principal)]]]] }

    private static func rule(_ action: String, _ rules: JSONValue...) -> JSONValue { ["action": .string(action), "rules": .array(rules)] }

    private static let authorizations: [(JSONValue, Bool)] = [
        (rule("ALLOW", ["from": from("admin")]), true), (["action": "ALLOW"], true), (rule("DENY", ["from": from("api")]), true),
        (rule("ALLOW", ["from": from("api")]), false), (rule("DENY", ["from": from("admin")]), false),
        (["selector": ["matchLabels": ["app": "other"]], "action": "ALLOW"], false),
        (rule("ALLOW", ["from": from("api"), "to": [["operation": ["methods": ["GET"]]]]]), true),
        (["targetRefs": [["kind": "Gateway", "name": "front"]], "action": "ALLOW", "rules": [["from": from("admin")]]], false),
        (rule("DENY", ["from": [["source": ["namespaces": ["*-shop"]]]]]), false),
        (rule("DENY", ["from": [["source": ["namespaces": ["*op"]]]]]), true),
        (rule("DENY", ["from": [["source": ["notPrincipals": ["*"]]]]]), false),
    ]

    @Test func plainTextIsRefusedByARuleThatExcludesEveryIdentity() {
        let log = "GET http://rates:8080/v1 answered 403: RBAC: access denied"
        let scene = Self.mesh(Self.rule("DENY", ["from": [["source": ["notPrincipals": ["*"]]]]]), log: log)
        #expect(scene.cause(Self.alert).object == "AuthorizationPolicy shop/who-may")
    }

    @Test(arguments: authorizations)
    func thePolicyThatRefusesTheCallerIsNamed(policy: JSONValue, isBlamed: Bool) {
        let scene = Self.mesh(policy, log: "GET http://rates:8080/v1 answered 403: RBAC: access denied", caller: Self.inMesh)
        #expect((scene.cause(Self.alert).object == "AuthorizationPolicy shop/who-may") == isBlamed)
    }

    private static let callers: [(JSONValue, JSONValue, Bool)] = [
        (["mtls": ["mode": "STRICT"]], [:], true), (["mtls": ["mode": "PERMISSIVE"]], [:], false), (["mtls": ["mode": "STRICT"]], inMesh, false),
        (["selector": ratesOnly, "mtls": ["mode": "STRICT"], "portLevelMtls": ["8080": ["mode": "PERMISSIVE"]]], [:], false),
        (["selector": ratesOnly, "mtls": ["mode": "STRICT"], "portLevelMtls": ["9090": ["mode": "PERMISSIVE"]]], [:], true),
        (["selector": ratesOnly, "portLevelMtls": ["8080": ["mode": "STRICT"]]], [:], true),
    ]

    private static let ratesOnly: JSONValue = ["matchLabels": ["app": "rates"]]

    @Test(arguments: callers)
    func aCallerWithoutAProxyMeetsMutualTLS(authentication: JSONValue, caller: JSONValue, isBlamed: Bool) {
        let log = "Get \"http://rates:8080/v1\": read tcp 10.1.0.5:41822->10.96.0.10:8080: read: connection reset by peer"
        let scene = Self.mesh(nil, authentication: authentication, log: log, caller: caller)
        #expect((scene.cause(Self.alert).object == "PeerAuthentication shop/tls") == isBlamed)
    }
}
