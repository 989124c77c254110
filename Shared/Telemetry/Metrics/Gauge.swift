import Synchronization

/// A value that goes up and down.
package final class Gauge: Sendable {
    private let bits = Atomic<UInt64>(Double(0).bitPattern)

    package init() {}

    package var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    package func set(_ value: Double) {
        bits.store(value.bitPattern, ordering: .relaxed)
    }

    package func set(_ value: Int) {
        set(Double(value))
    }

    package func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let (exchanged, current) = bits.weakCompareExchange(
                expected: old, desired: (Double(bitPattern: old) + amount).bitPattern, ordering: .relaxed)
            if exchanged { return }
            old = current
        }
    }

    package func increment() { add(1) }
    package func decrement() { add(-1) }
}

extension Gauge: Instrument {
    static let kind = MetricKind.gauge

    func write(_ name: String, labels: String, to text: inout Exposition) {
        text.sample(name, labels: labels, value: Exposition.number(value))
    }
}
