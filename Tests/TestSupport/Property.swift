/// A statement about lists that is to hold for any of them, tried on random ones.
///
/// A list for which it doesn't is made smaller by halves and ever smaller parts, as long as it still fails; the seed makes it again.
package struct Property<Item: Sendable>: Sendable {
    package struct Failure: Error, CustomStringConvertible {
        package let seed: UInt64
        package let reason: String
        package let items: [Item]

        package var description: String {
            "seed \(seed), \(items.count) items: \(reason)\n" + items.map { "    \($0)" }.joined(separator: "\n")
        }
    }

    private let make: @Sendable (inout SplitMix) -> [Item]
    /// nil where it holds, else what is wrong.
    private let refute: @Sendable (_ items: [Item], _ random: SplitMix) async throws -> String?

    package init(
        of make: @escaping @Sendable (inout SplitMix) -> [Item],
        refute: @escaping @Sendable (_ items: [Item], _ random: SplitMix) async throws -> String?
    ) {
        self.make = make
        self.refute = refute
    }

    /// - Parameters:
    ///   - seeds: one list each.
    ///   - limit: no further list is begun after this time.
    /// - Throws: ``Failure`` with the smallest list that was found.
    package func check(seeds: some Sequence<UInt64>, within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        for seed in seeds {
            guard ContinuousClock.now < deadline else { return }
            var random = SplitMix(seed)
            let items = make(&random)
            guard let reason = try await refute(items, random) else { continue }
            throw try await shrink(Failure(seed: seed, reason: reason, items: items), random, until: ContinuousClock.now + limit)
        }
    }

    private func shrink(_ failure: Failure, _ random: SplitMix, until deadline: ContinuousClock.Instant) async throws -> Failure {
        var failure = failure
        var part = failure.items.count / 2
        while part > 0, ContinuousClock.now < deadline {
            var start = 0
            while start < failure.items.count, ContinuousClock.now < deadline {
                var fewer = failure.items
                fewer.removeSubrange(start..<min(start + part, fewer.count))
                if let reason = try await refute(fewer, random) {
                    failure = Failure(seed: failure.seed, reason: reason, items: fewer)
                } else {
                    start += part
                }
            }
            part /= 2
        }
        return failure
    }
}
