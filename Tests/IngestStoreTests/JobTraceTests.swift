import Contracts
import IngestDomain
import IngestStore
import Primitives
import Testing

@Suite("The traces of jobs")
struct JobTraceTests {
    private static let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01 a=1"
    private static let other = "00-1bf7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00"

    private func alert(_ name: String, _ context: String?, startsAt: Timestamp = TestTime.start) throws -> IncomingAlert {
        try IncomingAlert(
            Alert(
                status: .firing, labels: ["alertname": name, "namespace": "shop", "deployment": "orders", "pod": "orders-\(startsAt.microseconds)"],
                startsAt: startsAt), path: "", traceContext: context, defaultCluster: "lab", receivedAt: startsAt)
    }

    @Test("a job keeps the trace of the first webhook that asked for it, until it is asked for anew; one that nobody traced has none")
    func kept() async throws {
        try await TestStore.with { store in
            _ = try await store.receive(alert("A", Self.trace), alert("B", nil))
            _ = try await store.receive(alert("A", Self.other, startsAt: TestTime.start + .seconds(1)))
            let jobs = try await store.jobs.claim(limit: 9, worker: "one", lease: .seconds(60))
            #expect(jobs.map(\.name) == ["A", "B"])
            #expect(jobs.map(\.traceContext) == [Self.trace, nil])

            for job in jobs {
                _ = try await store.jobs.complete(job.lease, with: .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: "p")))
            }
            store.time.advance(by: .seconds(86_400))
            _ = try await store.receive(alert("A", Self.other, startsAt: store.time.now))
            let again = try await store.jobs.claim(limit: 9, worker: "one", lease: .seconds(60)).filter { $0.name == "A" }
            #expect(again.map(\.traceContext) == [Self.other])
        }
    }
}
