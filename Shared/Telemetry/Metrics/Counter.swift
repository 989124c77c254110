import Synchronization

/// A count that only grows.
package final class Counter: Sendable {
    private let count = Atomic<UInt64>(0)

    package init() {}

    package func increment(by amount: Int = 1) {
        guard amount > 0 else { return }
        count.wrappingAdd(UInt64(amount), ordering: .relaxed)
    }

    package var value: UInt64 { count.load(ordering: .relaxed) }
}

extension Counter: Instrument {
    static let kind = MetricKind.counter

    func write(_ name: String, labels: String, to text: inout Exposition) {
        text.sample(name, labels: labels, value: String(value))
    }
}
