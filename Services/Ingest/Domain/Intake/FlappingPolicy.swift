package import Primitives

/// When an alert counts as flapping: it comes and goes so often that saying so each time helps nobody.
package struct FlappingPolicy: Hashable, Sendable {
    /// So many episodes that begin within the window; 0 where nothing ever flaps.
    package var cycles = 3
    package var window: Duration = .seconds(1800)

    package init() {}

    /// Until when an alert flaps: for a window from the last episode that was one too many.
    ///
    /// It is read off the starts alone, so it is the same in whatever order they became known.
    /// - Parameter starts: of the alert's episodes, in any order.
    /// - Returns: nil where it is stable.
    package func flapsUntil(_ starts: [Timestamp]) -> Timestamp? {
        guard cycles > 0, starts.count >= cycles else { return nil }
        let starts = starts.sorted()
        for last in stride(from: starts.count - 1, through: cycles - 1, by: -1)
        where starts[last] - starts[last - cycles + 1] <= window {
            return starts[last] + window
        }
        return nil
    }
}
