import AgentAnalysis
import AgentReasoning
import Primitives
import Testing

@Suite("The manifest tools")
struct ManifestToolTests {
    private static let discovery = """
        {"kind":"APIGroupDiscoveryList","items":[{"metadata":{"name":"widgets.example"},"versions":[{"version":"v2","resources":[
        {"resource":"widgets","responseKind":{"group":"","kind":"Widget","version":""},"scope":"Namespaced","shortNames":["wd"]}]}]}]}
        """

    private static let deployment = StubCluster.object(
        "orders", namespace: "shop",
        [
            "kind": "Deployment",
            "spec": [
                "template": [
                    "spec": [
                        "containers": [["name": "app", "env": [["name": "DB_PASSWORD", "value": "hunter2"], ["name": "DB_HOST", "value": "db"]]]],
                        "volumes": [["name": "keys", "secret": ["secretName": "orders-keys"]]],
                    ]
                ]
            ],
            "status": ["replicas": 2, "conditions": [["type": "Available", "status": "False", "reason": "MinimumReplicasUnavailable"]]],
        ])

    private let cluster = StubCluster(
        [
            "/apis/apps/v1/namespaces/shop/deployments": [deployment],
            "/apis/widgets.example/v2/namespaces/shop/widgets": [StubCluster.object("w", namespace: "shop", ["spec": ["size": 3]])],
            "/apis/sealed.example/v1/namespaces/shop/sealedsecrets": [
                StubCluster.object("s", namespace: "shop", ["kind": "SealedSecret", "data": ["key": "hunter2"]])
            ],
        ],
        others: [
            "/apis": .init(body: discovery),
            "/apis/sealed.example/v1": .init(body: #"{"resources":[{"name":"sealedsecrets","kind":"SealedSecret","namespaced":true}]}"#),
        ])

    private func get(_ arguments: JSONValue) async -> ToolAnswer { await GetManifestTool(client: cluster.client()).call(arguments) }

    @Test("read an object by its kind's name, its plural or with its group", arguments: ["Deployment", "deployments", "deployment.apps"])
    func get(kind: String) async {
        let answer = await get(["kind": .string(kind), "namespace": "shop", "name": "orders"])
        #expect(!answer.isError, "\(answer.text)")
        #expect(answer.query == "/apis/apps/v1/namespaces/shop/deployments?fieldSelector=metadata.name%3Dorders&limit=1")
        #expect(answer.text.contains(#"{"name":"DB_HOST","value":"db"}"#))
    }

    @Test("show no value that is secret, and the names that lead to it")
    func masking() async {
        let answer = await get(["kind": "Deployment", "namespace": "shop", "name": "orders"])
        #expect(!answer.text.contains("hunter2"))
        #expect(answer.text.contains(#""secretName":"orders-keys""#))
        let sealed = await get(["kind": "SealedSecret", "api_version": "sealed.example/v1", "namespace": "shop", "name": "s"])
        #expect(sealed.text.contains(#""data":{"key":"***"}"#), "\(sealed.text)")
    }

    @Test("find custom kinds by discovery", arguments: ["Widget", "wd", "widgets.widgets.example"])
    func custom(kind: String) async {
        let answer = await get(["kind": .string(kind), "namespace": "shop", "name": "w"])
        #expect(answer.text.contains(#""spec":{"size":3}"#), "\(answer.text)")
    }

    @Test("never read Secrets, by whatever name", arguments: ["Secret", "secrets", "SECRET"])
    func secrets(kind: String) async {
        let answer = await get(["kind": .string(kind), "namespace": "shop", "name": "db"])
        #expect(answer.isError)
        #expect(!cluster.paths.contains { $0.contains("secrets") })
    }

    @Test(
        "refuse what is no question",
        arguments: [
            [:], ["kind": "Pod"], ["kind": "Pod", "name": "a,metadata.namespace=b"], ["kind": "Pod", "name": "a", "namespace": "../x"],
            ["kind": "Nonsense", "name": "a"], ["kind": "Pod", "name": "absent"], ["kind": "Widget", "api_version": "../v1", "name": "w"],
        ] as [JSONValue])
    func refusals(arguments: JSONValue) async {
        let answer = await get(arguments)
        #expect(answer.isError)
        #expect(!answer.text.isEmpty)
    }

    @Test("list what there is, a line each")
    func list() async {
        let answer = await ListManifestsTool(client: cluster.client()).call(["kind": "deployments", "namespace": "shop"])
        #expect(answer.text.contains(#""conditions":["Available=False (MinimumReplicasUnavailable)"]"#), "\(answer.text)")
        #expect(answer.text.contains(#""name":"orders""#))
    }

    @Test("bound what they answer")
    func bound() async {
        let big = StubCluster([
            "/api/v1/namespaces/shop/configmaps": [
                StubCluster.object(
                    "big", namespace: "shop",
                    [
                        "data": .object(
                            Dictionary(
                                (0..<2000).map { ("key\($0)", JSONValue.string(String(repeating: "x", count: 500))) }, uniquingKeysWith: { $1 }))
                    ])
            ]
        ])
        let answer = await GetManifestTool(client: big.client()).call(["kind": "ConfigMap", "namespace": "shop", "name": "big"])
        #expect(answer.text.utf8.count < 25_000)
    }
}
