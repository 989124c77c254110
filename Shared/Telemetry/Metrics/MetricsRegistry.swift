import Synchronization

/// The metrics of one process, made once at its start and passed to whoever counts.
///
/// Asking for a name again gives the same metric, so that two clients of one kind can share it. A name that is asked for with another type or with
/// other labels is a mistake of the program, found at its start, and stops it.
package final class MetricsRegistry: Sendable {
    private struct Entry: Sendable {
        var help: String
        var kind: MetricKind
        var metric: any Sendable
        var write: @Sendable (_ name: String, _ text: inout Exposition) -> Void
    }

    private let entries = Mutex<[String: Entry]>([:])

    package init() {}

    // MARK: Without labels

    package func counter(_ name: String, help: String) -> Counter {
        single(name, help: help, make: Counter.init)
    }

    package func gauge(_ name: String, help: String) -> Gauge {
        single(name, help: help, make: Gauge.init)
    }

    package func histogram(_ name: String, help: String, bounds: [Double] = Histogram.durations) -> Histogram {
        single(name, help: help) { Histogram(bounds: bounds) }
    }

    // MARK: With labels

    package func counter<Labels: LabelSet>(
        _ name: String, help: String, labels: Labels.Type, limit: Int = 500
    ) -> Family<Labels, Counter> {
        family(name, help: help, limit: limit, make: Counter.init)
    }

    package func gauge<Labels: LabelSet>(
        _ name: String, help: String, labels: Labels.Type, limit: Int = 500
    ) -> Family<Labels, Gauge> {
        family(name, help: help, limit: limit, make: Gauge.init)
    }

    package func histogram<Labels: LabelSet>(
        _ name: String, help: String, labels: Labels.Type, bounds: [Double] = Histogram.durations, limit: Int = 200
    ) -> Family<Labels, Histogram> {
        family(name, help: help, limit: limit) { Histogram(bounds: bounds) }
    }

    // MARK: Read when scraped

    /// A gauge whose value is asked for at each scrape; nil leaves the sample out.
    package func gauge(_ name: String, help: String, read: @escaping @Sendable () -> Double?) {
        scraped(name, help: help, kind: .gauge, read: read)
    }

    /// A counter that is kept elsewhere, such as by the kernel.
    package func counter(_ name: String, help: String, read: @escaping @Sendable () -> Double?) {
        scraped(name, help: help, kind: .counter, read: read)
    }

    /// A gauge with labels whose values are asked for at each scrape.
    package func gauge<Labels: LabelSet>(
        _ name: String, help: String, read: @escaping @Sendable () -> [(labels: Labels, value: Double)]
    ) {
        register(name, help: help, kind: .gauge, metric: read) { name, text in
            for (labels, value) in read() {
                text.sample(name, labels: Exposition.labels(labels.pairs), value: Exposition.number(value))
            }
        }
    }

    /// Counters with labels that are kept elsewhere.
    package func counter<Labels: LabelSet>(
        _ name: String, help: String, read: @escaping @Sendable () -> [(labels: Labels, value: Double)]
    ) {
        register(name, help: help, kind: .counter, metric: read) { name, text in
            for (labels, value) in read() {
                text.sample(name, labels: Exposition.labels(labels.pairs), value: Exposition.number(value))
            }
        }
    }

    // MARK: Exposition

    /// The answer's `Content-Type` for ``exposition()``.
    package static let contentType = "text/plain; version=0.0.4; charset=utf-8"

    /// All metrics in Prometheus' text format, sorted by name. A metric without samples is left out.
    package func exposition() -> String {
        let sorted = entries.withLock { $0 }.sorted { $0.key < $1.key }
        var text = Exposition()
        for (name, entry) in sorted {
            var samples = Exposition()
            entry.write(name, &samples)
            guard !samples.text.isEmpty else { continue }
            text.head(name, help: entry.help, kind: entry.kind)
            text.append(samples)
        }
        return text.text
    }

    // MARK: Registration

    private func single<Metric: Instrument>(_ name: String, help: String, make: () -> Metric) -> Metric {
        register(name, help: help, kind: Metric.kind, make: make) { metric, name, text in
            metric.write(name, labels: "", to: &text)
        }
    }

    private func family<Labels: LabelSet, Metric: Instrument>(
        _ name: String, help: String, limit: Int, make: @escaping @Sendable () -> Metric
    ) -> Family<Labels, Metric> {
        register(name, help: help, kind: Metric.kind, make: { Family<Labels, Metric>(limit: limit, make: make) }) { family, name, text in
            for (labels, series) in family.all() {
                series.write(name, labels: labels, to: &text)
            }
        }
    }

    private func scraped(_ name: String, help: String, kind: MetricKind, read: @escaping @Sendable () -> Double?) {
        register(name, help: help, kind: kind, metric: read) { name, text in
            guard let value = read() else { return }
            text.sample(name, labels: "", value: Exposition.number(value))
        }
    }

    private func register<Metric: Sendable>(
        _ name: String, help: String, kind: MetricKind, make: () -> Metric,
        write: @escaping @Sendable (Metric, String, inout Exposition) -> Void
    ) -> Metric {
        if let existing = entries.withLock({ $0[name] }) {
            guard let metric = existing.metric as? Metric else {
                // Names and types stand in the code alone, so this is a programming error that the first start shows.
                preconditionFailure("the metric \(name) is registered with two types")
            }
            return metric
        }
        let metric = make()
        register(name, help: help, kind: kind, metric: metric) { name, text in write(metric, name, &text) }
        return metric
    }

    private func register(
        _ name: String, help: String, kind: MetricKind, metric: any Sendable,
        write: @escaping @Sendable (String, inout Exposition) -> Void
    ) {
        precondition(Self.isValid(name), "\(name) is no name for a metric")
        entries.withLock { $0[name] = Entry(help: help, kind: kind, metric: metric, write: write) }
    }

    /// `[a-zA-Z_:][a-zA-Z0-9_:]*`
    private static func isValid(_ name: String) -> Bool {
        guard let first = name.utf8.first, !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else { return false }
        return name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
                UInt8(ascii: "_"), UInt8(ascii: ":"):
                true
            default: false
            }
        }
    }
}
