import HTTPTypes
import Recording
import Testing

@Suite("Recorded logs")
struct PodLogTests {
    private static func log(_ recording: String, _ pod: String, _ query: String) throws -> RecordedAnswer {
        let cluster = try recording == "shop" ? Recordings.shop.get() : Recordings.cluster(recording)
        return try cluster.get("/api/v1/namespaces/\(recording)/pods/\(pod)/log?\(query)")
    }

    @Test(
        "are cut as the request asks",
        arguments: [
            ("", "LOG: database system is ready to accept connections\nLOG: autovacuum: processing database orders\n"),
            ("container=db&tailLines=1", "LOG: autovacuum: processing database orders\n"),
            ("tailLines=0", ""),
            // Recorded at 07:45:26.
            ("sinceSeconds=15&timestamps=true", "2026-11-21T07:45:11.367278089Z LOG: autovacuum: processing database orders\n"),
            ("sinceTime=2026-11-21T07:45:04Z", "LOG: autovacuum: processing database orders\n"),
            ("limitBytes=12", "LOG: databas"), ("previous=true&tailLines=1", "LOG: autovacuum: processing database orders\n"),
        ])
    func window(query: String, expected: String) throws {
        let answer = try Self.log("shop", "orders-db-0", query)
        #expect(answer.status == .ok)
        #expect(answer.contentType == .text)
        #expect(answer.text == expected)
    }

    @Test(
        "are refused as the API server refused them",
        arguments: [
            (
                "shop", "orders-585858c476-rnwf8", "previous=true", 400,
                #"previous terminated container "orders" in pod "orders-585858c476-rnwf8" not found"#
            ),
            ("shop", "orders-db-0", "container=web", 400, "container web is not valid for pod orders-db-0"),
            ("shop", "gone", "", 404, #"pods "gone" not found"#),
            (
                "demo", "badimage-app-57888d97d5-4jhkb", "", 400,
                #"container "app" in pod "badimage-app-57888d97d5-4jhkb" is waiting to start: trying and failing to pull image"#
            ),
            (
                "shop", "orders-db-0", "tailLines=-1", 422,
                #"PodLogOptions "orders-db-0" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0"#
            ),
            ("shop", "orders-db-0", "tailLines=x", 400, #"strconv.ParseInt: parsing "x": invalid syntax"#),
            (
                "shop", "orders-db-0", "sinceSeconds=1&sinceTime=2026-11-21T07:45:04Z", 422,
                #"PodLogOptions "orders-db-0" is invalid: at most one of `sinceTime` or `sinceSeconds` may be specified"#
            ),
        ])
    func refusals(recording: String, pod: String, query: String, code: Int, message: String) throws {
        let answer = try Self.log(recording, pod, query)
        #expect(answer.status.code == code)
        #expect(try answer.refusal().message == message)
    }

    @Test("of a pod that no node runs are nothing at all")
    func unscheduled() throws {
        let answer = try Self.log("demo", "pending-app-84d4f6b8c5-slgfj", "")
        #expect(answer.status == .noContent)
        #expect(answer.body.isEmpty)
    }

    private static let twoContainers = #"""
        {"kind":"PodList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"p","namespace":"a"},"spec":{"nodeName":"n",
        "containers":[{"name":"web"},{"name":"proxy"}],"initContainers":[{"name":"migrate"}]},
        "status":{"containerStatuses":[{"name":"proxy","state":{"waiting":{"reason":"PodInitializing"}}}]}}]}
        """#

    @Test("need a container's name where a pod has several")
    func ambiguity() throws {
        let files = ["kubernetes/api/v1/namespaces/a/pods.json": Self.twoContainers, "logs/a/p/migrate.log": "2026-11-21T07:59:59Z done"]
        try Recordings.withFolder(files) { folder in
            let cluster = try RecordedCluster(directory: folder)
            func log(_ query: String) throws -> RecordedAnswer { try cluster.get("/api/v1/namespaces/a/pods/p/log?\(query)") }
            #expect(
                try log("").refusal().message
                    == "a container name must be specified for pod p, choose one of: [web proxy] or one of the init containers: [migrate]")
            #expect(try log("container=migrate").text == "done\n")
            #expect(try log("container=proxy").refusal().message == #"container "proxy" in pod "p" is waiting to start: PodInitializing"#)
            #expect(try log("container=web").refusal().message == #"the recording holds no log of container "web" in pod "p""#)
        }
    }
}
