import FoundationEssentials
import HTTPTypes
import Primitives
import Testing

@testable import Recording

@Suite("Queries over raw series")
struct PromQLTests {
    /// Half an hour of samples, one each 30 s, the last at 1800.
    private static func store() throws -> PromSeriesStore {
        func series(_ labels: String, _ value: (Int) -> Double) -> String {
            let values = (0...60).map { String(value($0)) }.joined(separator: ",")
            return "{\"metric\":{\(labels)},\"start\":0,\"step\":30,\"values\":[\(values)]}"
        }
        let all = [
            series(#""__name__":"requests_total","pod":"a","code":"200""#) { Double($0) * 60 },
            series(#""__name__":"requests_total","pod":"a","code":"500""#) { Double($0) * 15 },
            series(#""__name__":"requests_total","pod":"b","code":"200""#) { Double($0 % 30) * 30 },
            series(#""__name__":"memory","pod":"a""#) { 100 + Double($0) },
            series(#""__name__":"limit","pod":"a","resource":"memory""#) { _ in 200 },
            series(#""__name__":"bucket","le":"0.1""#) { _ in 50 },
            series(#""__name__":"bucket","le":"1""#) { _ in 90 },
            series(#""__name__":"bucket","le":"+Inf""#) { _ in 100 },
        ]
        var store = PromSeriesStore()
        store.add(try JSONSlice(parsing: Array("{\"series\":[\(all.joined(separator: ","))]}".utf8)))
        return store
    }

    private static func values(_ query: String, at time: Double = 1800) throws -> [String: Double] {
        let answer = try Self.store().instant(query, at: time)
        let json = try JSONDecoding.decode(JSONValue.self, from: answer.body)
        var found: [String: Double] = [:]
        for one in json["data"]?["result"]?.array ?? [] {
            let labels = (one["metric"]?.object ?? [:]).filter { $0.key != "__name__" }.sorted { $0.key < $1.key }
            found[labels.map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ",")] = Double(one["value"]?.array?.last?.string ?? "")
        }
        return found
    }

    @Test(
        "come to what Prometheus makes of them",
        arguments: [
            ("memory", ["pod=a": 160]),
            (#"memory{pod=~"b|c"}"#, [:]),
            (#"memory offset 10m"#, ["pod=a": 140]),
            (#"rate(requests_total{code="200",pod="a"}[5m])"#, ["code=200,pod=a": 2]),
            (#"sum(rate(requests_total{code=~"5.."}[5m])) / sum(rate(requests_total{pod="a"}[5m]))"#, ["": 0.2]),
            ("sum by (pod) (increase(requests_total[10m])) > 1000", ["pod=a": 1500]),
            (#"memory / on(pod) group_left limit{resource="memory"}"#, ["pod=a": 0.8]),
            ("avg_over_time(memory[1m])", ["pod=a": 159.5]),
            ("max_over_time(rate(requests_total{code=\"500\"}[2m])[10m:1m])", ["code=500,pod=a": 0.5]),
            ("deriv(memory[10m]) * 3600", ["pod=a": 120]),
            ("predict_linear(memory[10m], 600)", ["pod=a": 180]),
            ("histogram_quantile(0.7, bucket)", ["": 0.55]),
            ("topk(1, requests_total)", ["code=200,pod=a": 3600]),
            ("count(requests_total) by (pod)", ["pod=a": 2, "pod=b": 1]),
            ("absent(nothing)", ["": 1]),
            ("memory > bool 1000", ["pod=a": 0]),
            ("memory OR limit", ["pod=a": 160, "pod=a,resource=memory": 200]),
            ("memory AND On (pod) limit", ["pod=a": 160]),
            ("memory UNLESS ON (pod) limit", [:]),
            ("SUM BY (pod) (requests_total{pod=\"b\"} OFFSET 10m)", ["pod=b": 300]),
            ("memory unless on(pod) limit", [:]),
            ("vector(1) or memory", ["": 1, "pod=a": 160]),
            ("changes(limit[10m])", ["pod=a,resource=memory": 0]),
            ("resets(requests_total{pod=\"b\"}[20m])", ["code=200,pod=b": 2]),
            ("-memory + 2 * 3 ^ 2", ["pod=a": -142]),
        ] as [(String, [String: Double])])
    func answers(query: String, expected: [String: Double]) throws {
        let found = try Self.values(query)
        #expect(Set(found.keys) == Set(expected.keys), "\(query): \(found)")
        for (labels, value) in expected { #expect(abs((found[labels] ?? .nan) - value) < 1e-6, "\(query): \(found)") }
    }

    @Test("are answered over a range, a sample a step")
    func ranges() throws {
        let body = try Self.store().range("memory", from: 600, to: 900, step: 60).body
        let json = try JSONDecoding.decode(JSONValue.self, from: body)
        let values = try #require(json["data"]?["result"]?.array?.first?["values"]?.array)
        #expect(values.count == 6)
        #expect(values.last?.array?.last == "130.0")
    }

    @Test("are refused where Prometheus would refuse them", arguments: ["memory{", "sum(", "nonsense(memory)", "memory[5m", "rate(memory)", "1 +"])
    func refusals(query: String) throws {
        let answer = try Self.store().instant(query, at: 1800)
        #expect(answer.status.code == 400)
        #expect(String(decoding: answer.body, as: UTF8.self).contains("bad_data"))
    }
}
