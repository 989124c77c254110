import Contracts
import IngestDomain
import IngestStore
import Postgres
import Primitives
import Testing

@Suite("Concurrent intake")
struct ConcurrencyTests {
    @Test("Replicas that receive the same new alerts at once write each of them once")
    func sameAlerts() async throws {
        try await TestStore.replicas(3) { stores in
            let alerts = try (0..<40).map { try IncomingAlert.firing("A\($0)", on: "workload-\($0 % 10)") }
            let receipts = try await withThrowingTaskGroup(of: [IntakeReceipt].self) { group in
                for round in 0..<9 {
                    group.addTask { try await stores[round % 3].writer.write([round.isMultiple(of: 2) ? alerts : alerts.reversed()]) }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(receipts.map(\.incidents)).count == 1)
            #expect(try await stores[0].count("episodes", where: "notices = 9") == 40)
            #expect(try await stores[0].count("incidents") == 10)
            // Opened by one, joined by three.
            #expect(try await stores[0].count("timeline") == 20)
            #expect(try await stores[0].count("jobs") == 40)
        }
    }
}
