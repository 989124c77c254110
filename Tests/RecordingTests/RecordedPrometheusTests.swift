import HTTPTypes
import Recording
import Testing

@Suite("A recorded Prometheus")
struct RecordedPrometheusTests {
    private let shop: RecordedCluster

    init() throws {
        shop = try Recordings.shop.get()
    }

    private func query(_ text: String, _ rest: String = "", endpoint: String = "query") throws -> JSONSlice {
        let encoded = text.utf8.map { "%" + ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        let answer = try shop.get("/api/v1/\(endpoint)?query=\(encoded)&\(rest)")
        #expect(answer.status == .ok)
        return try answer.json()
    }

    private func pods(_ answer: JSONSlice) -> [String] {
        (answer[path: ["data", "result"]]?.elements ?? []).compactMap { $0["metric"]?["pod"]?.string }.sorted()
    }

    @Test(
        "answers a recorded query, however it is spelled",
        arguments: [
            #"kube_pod_container_resource_limits{namespace="shop",resource="memory"}"#,
            #" kube_pod_container_resource_limits { resource = 'memory' , namespace="shop" } "#,
            #"kube_pod_container_resource_limits{resource=`memory`,namespace="shop",}"#,
        ])
    func spelling(text: String) throws {
        let recorded = try JSONSlice(parsing: Recordings.file("shop/prometheus/memory_limit.instant.json"))
        #expect(Array(try query(text).bytes) == recorded["answer"].map { Array($0.bytes) })
    }

    @Test(
        "answers with the part that more matchers leave",
        arguments: [
            (#"kube_pod_container_resource_limits{namespace="shop",resource="memory",pod="orders-db-0"}"#, ["orders-db-0"]),
            (#"kube_pod_container_resource_limits{namespace="shop",resource="memory",pod=~"orders-db-.*|nothing"}"#, ["orders-db-0"]),
            (#"kube_pod_container_resource_limits{namespace="shop",resource="memory",pod!~"orders-.+"}"#, ["frontend-676464db56-vfs89"]),
            (#"rate(container_cpu_usage_seconds_total{namespace="shop",container="frontend"}[2m])"#, ["frontend-676464db56-vfs89"]),
            (#"rate(container_cpu_usage_seconds_total{namespace="shop",container!="",nolabel!=""}[2m])"#, []),
        ])
    func filters(text: String, expected: [String]) throws {
        let answer = try query(text)
        #expect(pods(answer) == expected)
        #expect(answer["warnings"] == nil)
    }

    @Test(
        "warns where the recording can't know",
        arguments: [
            "up", #"kube_pod_container_resource_limits{namespace="shop"}"#,
            #"kube_pod_container_resource_limits{namespace="calm",resource="memory"}"#,
            #"sum(container_memory_working_set_bytes{namespace="shop",container!=""})"#,
            #"rate(container_cpu_usage_seconds_total{namespace="shop",container!=""}[5m])"#,
            #"kube_pod_container_resource_limits{namespace="shop",resource="memory",pod=~"(a+)+$"}"#, "not { even promql",
        ])
    func unknown(text: String) throws {
        let answer = try query(text)
        #expect(answer["status"]?.string == "success")
        #expect(answer[path: ["data", "result"]]?.elements.isEmpty == true)
        #expect(answer["warnings"]?.elements.count == 1)
    }

    @Test("gives of a range the samples that are asked for")
    func range() throws {
        let text = #"kube_pod_container_status_waiting_reason{namespace="shop"}"#
        let answer = try query(text, "start=1795247066&end=2026-11-21T07:44:56Z&step=30", endpoint: "query_range")
        let samples = answer[path: ["data", "result"]]?.elements.first?["values"]?.elements.map { $0.elements[0].text }
        #expect(samples == ["1795247066", "1795247096"])
        #expect(try query(text, "start=1&end=2&step=1", endpoint: "query_range")[path: ["data", "result"]]?.elements.isEmpty == true)
    }

    @Test("takes a query from a form, as long ones are sent")
    func form() throws {
        let body = Array("query=kube_pod_container_resource_limits%7Bnamespace%3D%22shop%22%2Cresource%3D%22memory%22%7D".utf8)
        let request = try #require(RecordedRequest(method: .post, target: "/prometheus/api/v1/query", body: body))
        #expect(try pods(shop.answer(request).json()).count == 4)
    }

    @Test("serves the alerts as recorded, and a cluster's paths beside them")
    func documents() throws {
        #expect(try shop.get("/api/v1/alerts").json()[path: ["data", "alerts"]]?.elements.isEmpty == false)
        #expect(try shop.get("/api/v1/rules").json()[path: ["data", "groups"]]?.elements.isEmpty == true)
        #expect(try shop.get("/-/healthy").status == .ok)
        #expect(try shop.get("/api/v1/query").status == .badRequest)
    }
}
