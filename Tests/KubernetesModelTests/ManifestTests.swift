import KubernetesModel
import Primitives
import Testing

/// Objects as real API servers send them: with fields missing, null or of another type.
@Suite struct ManifestTests {
    @Test(arguments: [
        "{}", "{\"metadata\":null,\"spec\":null,\"status\":null}", "{\"metadata\":[],\"spec\":\"x\",\"status\":7}", "null", "[]",
        "{\"spec\":{\"containers\":null,\"volumes\":null}}",
    ])
    func anObjectThatLacksEverythingIsStillRead(text: String) throws {
        let json = try JSONText.parse(text)
        #expect(Pod(json).status.phase == "Unknown")
        #expect(Deployment(json).replicas == 1)
        #expect(Event(json).count == 1)
        #expect(Service(json).ports.isEmpty)
        #expect(Node(json).taints.isEmpty)
        #expect(PersistentVolumeClaim(json).phase == "Pending")
        #expect(NetworkPolicy(json).restrictsIngress)
        #expect(Ingress(json).backends.isEmpty)
        #expect(HorizontalPodAutoscaler(json).minimum == 1)
        #expect(ManifestList<Pod>(json).items.isEmpty)
    }

    static let events: [(String, Int, String?, String?)] = [
        (
            "{\"count\":3,\"firstTimestamp\":\"2026-01-01T00:00:00Z\",\"lastTimestamp\":\"2026-01-01T00:05:00Z\"}", 3, "2026-01-01T00:00:00Z",
            "2026-01-01T00:05:00Z"
        ),
        (
            "{\"eventTime\":\"2026-01-01T00:00:00.5Z\",\"firstTimestamp\":null,\"lastTimestamp\":null}", 1, "2026-01-01T00:00:00.500Z",
            "2026-01-01T00:00:00.500Z"
        ),
        (
            "{\"eventTime\":\"2026-01-01T00:00:00Z\",\"series\":{\"count\":7,\"lastObservedTime\":\"2026-01-01T00:09:00Z\"}}", 7,
            "2026-01-01T00:00:00Z", "2026-01-01T00:09:00Z"
        ),
        (
            "{\"deprecatedCount\":5,\"deprecatedFirstTimestamp\":\"2026-01-01T00:00:00Z\",\"deprecatedLastTimestamp\":\"2026-01-01T00:02:00Z\"}", 5,
            "2026-01-01T00:00:00Z", "2026-01-01T00:02:00Z"
        ),
        ("{\"metadata\":{\"creationTimestamp\":\"2026-01-01T00:00:00Z\"}}", 1, "2026-01-01T00:00:00Z", "2026-01-01T00:00:00Z"),
        ("{}", 1, nil, nil),
    ]

    @Test(arguments: events) func countsAndTimesComeInAllForms(text: String, count: Int, first: String?, last: String?) throws {
        let event = Event(try JSONText.parse(text))
        #expect(event.count == count)
        #expect(event.firstSeen?.description == first)
        #expect(event.lastSeen?.description == last)
    }

    @Test func bothEventAPIsGiveTheSameEvent() throws {
        let core = Event([
            "involvedObject": ["kind": "Pod", "name": "a", "uid": "u", "fieldPath": "spec.initContainers{wait}"], "message": "m", "reason": "r",
            "type": "Warning",
        ])
        let newer = Event([
            "regarding": ["kind": "Pod", "name": "a", "uid": "u", "fieldPath": "spec.initContainers{wait}"], "note": "m", "reason": "r",
            "type": "Warning",
        ])
        #expect(core == newer)
        #expect(core.object.container == "wait")
    }

    @Test func aPodReservesTheLargerOfItsContainersAndItsLargestInitContainer() {
        let pod = Pod([
            "spec": [
                "initContainers": [
                    ["name": "i", "resources": ["requests": ["cpu": "2"]]],
                    ["name": "s", "restartPolicy": "Always", "resources": ["requests": ["cpu": "100m"]]],
                ],
                "containers": [["name": "a", "resources": ["limits": ["cpu": "500m"]]], ["name": "b", "resources": ["requests": ["cpu": "250m"]]]],
            ]
        ])
        #expect(pod.spec.request(of: "cpu") == Quantity("2"))
        #expect(pod.spec.containers.map(\.role) == [.initial, .sidecar, .main, .main])
    }

    static let tolerations: [(JSONValue, Bool)] = [
        (["key": "gpu", "operator": "Exists"], true), (["operator": "Exists"], true), (["key": "gpu", "value": "yes", "effect": "NoSchedule"], true),
        (["key": "gpu", "value": "no"], false), (["key": "gpu", "operator": "Exists", "effect": "NoExecute"], false),
        (["key": "cpu", "operator": "Exists"], false),
    ]

    @Test(arguments: tolerations) func tolerationsMatchTaintsAsTheSchedulerDoes(toleration: JSONValue, tolerates: Bool) throws {
        let node = Node(["spec": ["taints": [["key": "gpu", "value": "yes", "effect": "NoSchedule"]]]])
        let pod = Pod(["spec": ["tolerations": [toleration]]])
        #expect(pod.spec.tolerations[0].tolerates(try #require(node.taints.first)) == tolerates)
    }

    static let selectors: [(JSONValue, Bool)] = [
        (["matchLabels": ["app": "web"]], true), ([:], true),
        (["matchExpressions": [["key": "app", "operator": "In", "values": ["api", "web"]]]], true),
        (["matchExpressions": [["key": "app", "operator": "NotIn", "values": ["web"]]]], false),
        (["matchExpressions": [["key": "tier", "operator": "DoesNotExist"]]], true),
        (["matchExpressions": [["key": "tier", "operator": "Exists"]]], false), (["matchLabels": ["app": "web", "tier": "x"]], false),
    ]

    @Test(arguments: selectors) func selectorsMatchLabels(selector: JSONValue, matches: Bool) {
        let policy = NetworkPolicy(["spec": ["podSelector": selector]])
        #expect(policy.podSelector.matches(["app": "web"]) == matches)
    }
}

@Suite("A list")
struct ManifestListTests {
    private func list(_ text: String) throws -> ManifestList<Pod>? { try ManifestList(parsing: Array(text.utf8)) }

    @Test("is read item by item, with its token, wherever that stands")
    func items() throws {
        let text = #"{"items":[{"metadata":{"name":"a","managedFields":[{"x":"}]\""}]}},{"metadata":{"name":"b\n"}}],"metadata":{"continue":"t"}}"#
        let found = try list(text)
        #expect(found?.items.map(\.name) == ["a", "b\n"])
        #expect(found?.continueToken == "t")
    }

    @Test("is none without items, and broken where it breaks off", arguments: [#"{"kind":"Pod"}"#, "[]", #"{"items":{}}"#])
    func none(text: String) throws {
        let found = try list(text)
        #expect(found == nil)
    }

    @Test("says when somebody last wrote an object, apart from its status, and nothing of who owns which field")
    func writing() throws {
        let text = #"""
            {"items":[{"metadata":{"name":"settings","creationTimestamp":"2026-01-01T00:00:00Z","managedFields":[
            {"manager":"helm","operation":"Update","time":"2026-01-01T00:00:00Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{".":{}}}},
            {"manager":"kubectl-edit","operation":"Update","time":"2026-03-02T10:20:30Z","fieldsType":"FieldsV1","fieldsV1":{"f:data":{"f:url":{}}}},
            {"manager":"controller","subresource":"status","time":"2026-04-01T00:00:00Z","fieldsV1":{"f:status":{}}}]}}],"metadata":{}}
            """#
        func changed<Kind: Manifest>(_: Kind.Type) throws -> Timestamp? {
            try #require(try ManifestList<Kind>(parsing: Array(text.utf8))).items.first?.metadata.changedAt
        }
        let edited = try #require(Timestamp(rfc3339: "2026-03-02T10:20:30Z"))
        #expect(try changed(ConfigMap.self) == edited)
        #expect(try changed(CronJob.self) == edited)
        #expect(try changed(NetworkPolicy.self) == edited)
        #expect(try changed(VirtualService.self) == edited)
        #expect(try changed(Service.self) == edited)
        // Of these there are many, and nobody asks.
        #expect(try changed(Pod.self) == nil)
        #expect(try changed(EndpointSlice.self) == nil)
    }

    @Test("is refused where it breaks off", arguments: [#"{"items":[{"#, #"{"items":[]"#, #"{"items":[{"metadata":{"managedFields":[{"a""#, ""])
    func broken(text: String) {
        #expect(throws: JSONText.Malformed.self) { _ = try list(text) }
    }

    @Test("holds what replicas have in common once, and loses nothing by it")
    func sharing() throws {
        func pod(_ name: String, image: String) -> String {
            #"{"metadata":{"name":"\#(name)","ownerReferences":[{"uid":"o","controller":true}]},"spec":{"containers":[{"name":"c","image":"\#(image)"}]}}"#
        }
        let found = try list(#"{"items":[\#(pod("a", image: "x")),\#(pod("b", image: "x")),\#(pod("c", image: "y"))]}"#)
        #expect(found?.items.map { $0.spec.containers.first?.image } == ["x", "x", "y"])
        #expect(found?.items.map(\.name) == ["a", "b", "c"])
    }
}
