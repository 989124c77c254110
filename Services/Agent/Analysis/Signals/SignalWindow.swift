import Primitives

/// The time that is looked at: the hour before the alert, and the time since.
struct SignalWindow: Sendable {
    /// When the alert began to fire.
    let onset: Timestamp
    let now: Timestamp
    /// How far back levels before the alert are read.
    let lookback: Duration

    /// An alert that has been firing for longer is looked at from here on, and what was before it isn't known.
    private static let maximumAge = Duration.seconds(6 * 3600)
    /// Trouble shows before an alert fires: rules wait (`for`) until they are sure.
    static let lead = Duration.seconds(900)
    /// Of a curve: more than a page can draw, and a round number of scrapes apart.
    private static let maximumSamples = 180
    private static let minimumStep = 30

    init(onset: Timestamp, now: Timestamp, lookback: Duration) {
        self.onset = min(onset, now)
        self.now = now
        self.lookback = lookback
    }

    var start: Timestamp { now - onset > Self.maximumAge ? now - Self.maximumAge : onset - lookback }

    /// What counts as before the alert; nil where the window doesn't reach back so far.
    var before: Range<Timestamp>? {
        let end = onset - Self.lead
        return start < end ? start..<end : nil
    }

    var step: Duration {
        let seconds = Int((now - start).components.seconds)
        let exact = (seconds + Self.maximumSamples - 1) / Self.maximumSamples
        return .seconds(max(Self.minimumStep, (exact + 4) / 5 * 5))
    }
}
