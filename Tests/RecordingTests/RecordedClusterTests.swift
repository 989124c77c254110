import HTTPTypes
import Recording
import Testing

@Suite("A recorded cluster")
struct RecordedClusterTests {
    private let shop: RecordedCluster

    init() throws {
        shop = try Recordings.shop.get()
    }

    @Test(
        "serves every recorded answer byte for byte",
        arguments: [
            ("/version", "version"), ("/api", "api/index"), ("/apis/apps/v1", "apis/apps/v1/index"), ("/api/v1/nodes", "api/v1/nodes"),
            ("/api/v1/namespaces/shop/pods", "api/v1/namespaces/shop/pods"), ("/api/v1/namespaces/shop/pods?limit=0", "api/v1/namespaces/shop/pods"),
            ("/apis/metrics.k8s.io/v1beta1/namespaces/shop/pods", "apis/metrics.k8s.io/v1beta1/namespaces/shop/pods"),
            // All namespaces are the one that was recorded.
            ("/api/v1/events?resourceVersion=0", "api/v1/namespaces/shop/events"),
        ])
    func verbatim(target: String, file: String) throws {
        let answer = try shop.get(target)
        #expect(answer.status == .ok)
        #expect(answer.body == (try Recordings.file("shop/kubernetes/\(file).json")))
    }

    @Test(
        "filters lists by labels and fields",
        arguments: [
            ("labelSelector=app%20in%20(orders-db,frontend)", ["frontend-676464db56-vfs89", "orders-db-0"]),
            ("labelSelector=app!%3Dorders", ["frontend-676464db56-vfs89", "orders-db-0"]),
            ("fieldSelector=metadata.name=orders-db-0", ["orders-db-0"]), ("fieldSelector=status.phase!%3DRunning", []),
            ("fieldSelector=spec.nodeName=labnode,metadata.name=orders-db-0", ["orders-db-0"]),
            ("fieldSelector=spec.nodeName=labnode&labelSelector=app=orders", ["orders-585858c476-rnwf8", "orders-585858c476-xw82b"]),
        ])
    func filters(query: String, expected: [String]) throws {
        #expect(try shop.names("/api/v1/namespaces/shop/pods?\(query)") == expected)
    }

    @Test("finds the events of an object, in either group")
    func events() throws {
        let core = try shop.get("/api/v1/namespaces/shop/events?fieldSelector=involvedObject.name%3Dorders-db-0,type%3DWarning").json()
        #expect(core["items"]?.elements.compactMap { $0["reason"]?.string }.sorted() == ["BackOff", "Unhealthy"])
        let newer = try shop.get("/apis/events.k8s.io/v1/namespaces/shop/events?fieldSelector=regarding.name%3Dorders-db-0,type%3DWarning").json()
        #expect(newer["items"]?.elements.count == 2)
    }

    @Test("keeps the bytes of the items that it leaves in")
    func itemBytes() throws {
        let whole = try shop.get("/api/v1/namespaces/shop/pods").json()["items"]?.elements.map { Array($0.bytes) }
        let some = try shop.get("/api/v1/namespaces/shop/pods?labelSelector=app%3Dorders").json()
        #expect(some["items"]?.elements.map { Array($0.bytes) } == whole.map { Array($0[1...2]) })
        #expect(some["kind"]?.string == "PodList")
        #expect(some["metadata"]?["resourceVersion"]?.string == "2189")
    }

    @Test("hands out a list in pieces that make up the whole")
    func chunks() throws {
        let path = "/api/v1/namespaces/shop/events"
        let all = try shop.names(path)
        var seen: [String] = []
        var next = ""
        var rounds = 0
        repeat {
            let page = try shop.get("\(path)?limit=7&continue=\(next)").json()
            seen += page["items"]?.elements.compactMap { $0["metadata"]?["name"]?.string } ?? []
            if let remaining = page["metadata"]?["remainingItemCount"]?.text { #expect(Int(remaining) == all.count - seen.count) }
            next = (page["metadata"]?["continue"]?.string ?? "").replacing("=", with: "%3D")
            rounds += 1
        } while !next.isEmpty && rounds < 100
        #expect(seen == all)
        #expect(rounds == (all.count + 6) / 7)
    }

    @Test("doesn't count what remains where a selector is in use")
    func chunkWithSelector() throws {
        let metadata = try shop.get("/api/v1/namespaces/shop/pods?limit=1&labelSelector=app").json()["metadata"]
        #expect(metadata?["continue"] != nil)
        #expect(metadata?["remainingItemCount"] == nil)
    }

    @Test("gives a single object its kind and version")
    func single() throws {
        let answer = try shop.get("/apis/apps/v1/namespaces/shop/statefulsets/orders-db")
        #expect(answer.text.hasPrefix(#"{"kind":"StatefulSet","apiVersion":"apps/v1","metadata":{"name":"orders-db","#))
        #expect(try answer.json()["status"]?["replicas"]?.text == "1")
        #expect(try shop.get("/api/v1/namespaces/shop").json()["kind"]?.string == "Namespace")
        #expect(try shop.get("/api/v1/nodes/labnode").json()["kind"]?.string == "Node")
    }

    @Test(
        "refuses in the API server's words",
        arguments: [
            ("/apis/apps/v1/namespaces/shop/deployments/nope", 404, "NotFound", #"deployments.apps "nope" not found"#),
            ("/api/v1/namespaces/shop/pods/nope", 404, "NotFound", #"pods "nope" not found"#),
            ("/apis/example.org/v1/widgets", 404, "NotFound", "the server could not find the requested resource"),
            ("/api/v1/namespaces/demo/pods", 404, "NotFound", #"the recording holds no pods of the namespace "demo""#),
            ("/api/v1/namespaces/shop/pods?labelSelector=app%20in", 400, "BadRequest", "unable to parse requirement: found '', expected: '('"),
            (
                "/api/v1/namespaces/shop/pods?fieldSelector=spec.foo=1", 400, "BadRequest",
                #"Unable to find "/v1, Resource=pods" that match label selector "", field selector "spec.foo=1": field label not supported: spec.foo"#
            ),
            ("/api/v1/namespaces/shop/pods?continue=x", 400, "BadRequest", "continue key is not valid"),
            ("/api/v1/namespaces/shop/pods?watch=true", 400, "BadRequest", "a recording can't be watched: it doesn't change"),
            ("/api/v1/watch/pods", 400, "BadRequest", "a recording can't be watched: it doesn't change"),
            (
                "/api/v1/namespaces/shop/secrets", 403, "Forbidden",
                #"secrets is forbidden: User "whence-replay" cannot list resource "secrets" in API group "" in the namespace "shop""#
            ),
        ])
    func refuses(target: String, code: Int, reason: String, message: String) throws {
        let answer = try shop.get(target)
        #expect(answer.status.code == code)
        let refusal = try answer.refusal()
        #expect(refusal.reason == reason)
        #expect(refusal.message == message)
    }

    @Test("names no resources in a group that was announced and not recorded")
    func unrecordedGroup() throws {
        let answer = try shop.get("/apis/apiregistration.k8s.io/v1")
        #expect(answer.status == .ok)
        #expect(String(decoding: answer.body, as: UTF8.self).hasSuffix(#""groupVersion":"apiregistration.k8s.io/v1","resources":[]}"#))
    }

    @Test("lists nothing in a namespace that the cluster doesn't have")
    func unknownNamespace() throws {
        #expect(try shop.names("/api/v1/namespaces/nowhere/pods") == [])
    }

    @Test("takes no writes", arguments: [HTTPRequest.Method.post, .put, .patch, .delete])
    func readOnly(method: HTTPRequest.Method) throws {
        let request = try #require(RecordedRequest(method: method, target: "/api/v1/namespaces/shop/pods", body: Array("{}".utf8)))
        #expect(try shop.answer(request).refusal().reason == "MethodNotAllowed")
    }

    @Test("finds no file by a path that climbs out", arguments: ["/../../etc/passwd", "/api/v1/%2e%2e/%2e%2e/recorded_at", "/recorded_at.txt"])
    func traversal(target: String) throws {
        #expect(try shop.get(target).status == .notFound)
    }

    @Test(
        "sends JSON to whoever takes it",
        arguments: [
            (nil, 200), ("application/json", 200), ("*/*", 200), ("application/vnd.kubernetes.protobuf,application/json;q=0.9", 200),
            ("application/json;as=Table;v=v1;g=meta.k8s.io,application/json", 200), ("application/vnd.kubernetes.protobuf", 406),
        ])
    func negotiation(accept: String?, code: Int) throws {
        #expect(try shop.get("/api/v1/nodes", accept: accept).status.code == code)
    }

    @Test(
        "answers access reviews by what there is to read",
        arguments: [
            (#"{"verb":"list","resource":"pods"}"#, true), (#"{"verb":"get","resource":"pods","subresource":"log"}"#, true),
            (#"{"verb":"list","group":"apps","resource":"deployments"}"#, true), (#"{"verb":"list","resource":"deployments"}"#, false),
            (#"{"verb":"list","resource":"secrets"}"#, false), (#"{"verb":"delete","resource":"pods"}"#, false),
            (#"{"verb":"*","resource":"pods"}"#, false), (#"{"verb":"list","resource":"*"}"#, false),
        ])
    func access(attributes: String, allowed: Bool) throws {
        let body = Array(#"{"spec":{"resourceAttributes":\#(attributes)}}"#.utf8)
        let target = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
        let answer = shop.answer(try #require(RecordedRequest(method: .post, target: target, body: body)))
        #expect(answer.status == .created)
        #expect(try answer.json()["status"]?["allowed"]?.text == "\(allowed)")
    }
}
