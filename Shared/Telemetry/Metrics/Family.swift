import Synchronization

/// All series of one metric, a series for each value of its labels.
///
/// Look a series up once and keep it where its labels are known beforehand: counting then costs one atomic addition.
package final class Family<Labels: LabelSet, Series: Sendable>: Sendable {
    private struct State {
        var series: [Labels: Series] = [:]
        /// Counts what came after the family was full. Printed with every label as `other`.
        var overflow: (labels: String, series: Series)?
    }

    private let limit: Int
    private let make: @Sendable () -> Series
    private let state = Mutex(State())

    /// - Parameters:
    ///   - limit: Series that are kept apart. Labels may come from a request, and a client must not fill the memory with them.
    ///   - make: An empty series.
    init(limit: Int, make: @escaping @Sendable () -> Series) {
        self.limit = limit
        self.make = make
    }

    package subscript(labels: Labels) -> Series {
        state.withLock { state in
            if let series = state.series[labels] { return series }
            if state.series.count < limit {
                let series = make()
                state.series[labels] = series
                return series
            }
            if let (_, series) = state.overflow { return series }
            let others = labels.pairs.map { "\($0.key)=\"other\"" }.joined(separator: ",")
            let series = make()
            state.overflow = (others, series)
            return series
        }
    }

    /// Every series with its labels as printed, sorted, so that two scrapes of the same state are equal.
    func all() -> [(labels: String, series: Series)] {
        let (series, overflow) = state.withLock { ($0.series, $0.overflow) }
        var all = series.map { (labels: Exposition.labels($0.key.pairs), series: $0.value) }
        all.sort { $0.labels < $1.labels }
        if let overflow { all.append(overflow) }
        return all
    }
}
