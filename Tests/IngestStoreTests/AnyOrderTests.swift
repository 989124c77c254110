import IngestDomain
import IngestStore
import Primitives
import Synchronization
import TestSupport
import Testing

@Suite("Intake in any order")
struct AnyOrderTests {
    @Test("Whatever order, repetition, grouping and replicas deliveries come by, what the store holds follows from what was said alone")
    func anyOrder() async throws {
        try await TestStore.replicas(5) { stores in
            let runs = Atomic(0)
            let property = Property(of: Saying.histories) { sayings, random in
                let run = "run\(runs.add(1, ordering: .relaxed).newValue)"
                try await Self.deliver(sayings, run: run, to: stores, random)
                let state = try await ToldState(in: stores[0], run: run)
                return state.difference(from: ToldState(sayings, now: TestTime.start, policy: FlappingPolicy()))
            }
            try await property.check(seeds: 1...60, within: .seconds(10))
        }
    }

    /// In webhooks of any size, some of which share a transaction, by one to five replicas at once, which sweep meanwhile.
    private static func deliver(_ sayings: [Saying], run: String, to stores: [TestStore], _ random: SplitMix) async throws {
        var random = random
        var rest = try sayings.map { try $0.incoming(run: run) }[...]
        let stores = stores.prefix(Int.random(in: 1...stores.count, using: &random))
        try await withThrowingTaskGroup(of: Void.self) { group in
            var number = 0
            while !rest.isEmpty {
                let transaction = (0..<Int.random(in: 1...3, using: &random)).map { _ in
                    let webhook = Array(rest.prefix(Int.random(in: 1...6, using: &random)))
                    rest = rest.dropFirst(webhook.count)
                    return webhook
                }
                let store = stores[number % stores.count]
                number += 1
                group.addTask { _ = try await store.writer.write(transaction) }
                if Int.random(in: 0..<3, using: &random) == 0 { group.addTask { _ = try await store.store.housekeeping.sweep() } }
            }
            try await group.waitForAll()
        }
    }
}
