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
            #expect(try await stores[0].count("timeline") == 40)
            #expect(try await stores[0].count("jobs") == 40)
        }
    }

    /// The order in which firing notices and ends come decides only whether an incident was opened, so every alert's first notice is delivered
    /// before the shuffle begins.
    @Test("Whatever order, repetition and replica deliveries come by, the end is the same", arguments: 1...12)
    func anyOrder(seed: UInt64) async throws {
        try await TestStore.replicas(3) { stores in
            var random = SplitMix(seed)
            var firsts: [IncomingAlert] = []
            var deliveries: [IncomingAlert] = []
            for number in 0..<30 {
                let workload = "workload-\(number % 7)"
                let name = "A\(number)"
                let second = TestTime.start + .seconds(600)
                firsts.append(try .firing(name, on: workload, startsAt: TestTime.start))
                for _ in 0...Int.random(in: 0...2, using: &random) { deliveries.append(try .firing(name, on: workload)) }
                if number % 3 != 0 { deliveries.append(try .resolved(name, on: workload)) }
                if number % 5 == 0 {
                    deliveries.append(try .firing(name, on: workload, startsAt: second))
                    deliveries.append(try .firing(name, on: workload, startsAt: second))
                }
            }
            _ = try await stores[0].writer.write([firsts])
            deliveries.shuffle(using: &random)
            let batches = stride(from: 0, to: deliveries.count, by: 4).map { Array(deliveries[$0..<min($0 + 4, deliveries.count)]) }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (index, batch) in batches.enumerated() {
                    let webhooks = index.isMultiple(of: 3) ? batch.map { [$0] } : [batch]
                    group.addTask { _ = try await stores[index % 3].writer.write(webhooks) }
                }
                try await group.waitForAll()
            }
            let store = stores[0]
            let total = try await store.value("SELECT sum(notices) FROM episodes", as: Int?.self)
            #expect(total == deliveries.count + firsts.count)
            #expect(try await store.count("alerts") == 30)
            #expect(try await store.count("episodes") == 36)
            // Firing: those that no end came for and that no second episode followed, and the second episodes.
            let firing = (0..<30).count { $0 % 5 == 0 || $0 % 3 == 0 }
            #expect(try await store.count("episodes", where: "firing") == firing)
            #expect(try await store.count("incidents") == 7)
            #expect(try await store.count("jobs") == 30)
            let hanging = try await store.count(
                "incidents AS i",
                where: "(i.settle_at IS NULL) <> EXISTS (SELECT FROM episodes AS e WHERE e.incident_id = i.id AND e.firing)")
            #expect(hanging == 0)
        }
    }
}

/// Sebastiano Vigna's SplitMix64: small, and the same for the same seed.
struct SplitMix: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
