/// Does the same with each of some items, a few at a time.
///
/// - Parameter limit: how many at once, so that one analysis doesn't take a server for itself.
/// - Returns: the results in the items' order.
func concurrently<Item: Sendable, Result: Sendable>(
    _ items: [Item], limit: Int, _ work: @escaping @Sendable (Item) async -> Result
) async -> [Result] {
    await withTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var next = 0
        while next < min(limit, items.count) {
            let (position, item) = (next, items[next])
            group.addTask { (position, await work(item)) }
            next += 1
        }
        for await (position, result) in group {
            results[position] = result
            guard next < items.count else { continue }
            let (following, item) = (next, items[next])
            group.addTask { (following, await work(item)) }
            next += 1
        }
        return results.compactMap(\.self)
    }
}
