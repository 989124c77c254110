import Contracts
import IngestDomain
import IngestStore
import Primitives
import Testing

@Suite("Incident reader")
struct ReaderTests {
    @Test("A list is paged from the newest to the oldest without loss or repetition")
    func pages() async throws {
        try await TestStore.with { store in
            for number in 0..<7 { try await store.receive(.firing(on: "workload-\(number)")) }
            var seen: [IncidentID] = []
            var cursor: IncidentID?
            repeat {
                let page = try await store.reader.incidents(in: [], Page(limit: 3, after: cursor))
                seen += page.items.map(\.id)
                cursor = page.next
            } while cursor != nil
            #expect(seen.count == 7)
            #expect(seen == seen.sorted(by: >))
            #expect(Set(seen).count == 7)
            #expect(try await store.reader.incidents(in: [.resolved], Page()).items.isEmpty)
        }
    }

    @Test("An alert is found by its fingerprint, with its episodes, incidents and analyses")
    func alert() async throws {
        try await TestStore.with { store in
            let alert = try IncomingAlert.firing("A", labels: ["text": "<script>'\"\\ \u{1}"])
            try await store.receive(alert)
            try await store.answer("A", with: .naming(.oomKilled, ObjectReference(kind: "Pod", namespace: "shop", name: "orders-1")))
            try await store.receive(.firing("A", labels: ["text": "<script>'\"\\ \u{1}"], startsAt: TestTime.start + .seconds(9)))
            let detail = try #require(try await store.reader.alert(fingerprint: alert.fingerprint, cluster: nil))
            #expect(detail.episodes.map(\.status) == [.firing, .resolved])
            #expect(detail.episodes.first?.labels == alert.alert.labels)
            #expect(detail.incidents.count == 1)
            #expect(detail.analyses.count == 1)
        }
    }

    @Test("What isn't there is nil", arguments: ["", "0", "'; DROP TABLE alerts; --", "a\0b"])
    func nothing(fingerprint: String) async throws {
        try await TestStore.with { store in
            let alert = try await store.reader.alert(fingerprint: fingerprint, cluster: nil)
            let incident = try await store.reader.incident(IncidentID(UUIDv7(high: 1, low: 2)))
            #expect(alert == nil)
            #expect(incident == nil)
        }
    }
}
