import AgentDomain
import Primitives

/// The time that is looked at: the hour before the alert, and the time since.
///
/// Of an alert that has been firing for long these are two parts with nothing read between them: the hours in which it came up, and the last ones.
struct SignalWindow: Sendable {
    let time: AlertTime
    /// How far back levels before the alert are read.
    let lookback: Duration

    /// Read at once, with its step.
    struct Part: Hashable, Sendable {
        let start: Timestamp
        let end: Timestamp

        var step: Duration {
            let seconds = Int((end - start).components.seconds)
            let exact = (seconds + SignalWindow.maximumSamples - 1) / SignalWindow.maximumSamples
            return .seconds(max(SignalWindow.minimumStep, (exact + 4) / 5 * 5))
        }
    }

    /// What one part spans at most, as long as nothing between the hour before and now is left out.
    private static let maximumAge = Duration.seconds(6 * 3600)
    /// Of the time after an old alert fired: long enough to see how its levels moved.
    private static let aftermath = Duration.seconds(3600)
    /// Of a curve: more than a page can draw, and a round number of scrapes apart.
    private static let maximumSamples = 180
    private static let minimumStep = 30

    init(_ time: AlertTime, lookback: Duration) {
        self.time = time
        self.lookback = lookback
    }

    private var isSplit: Bool { time.now - time.onset > Self.maximumAge }

    /// Up to now.
    var recent: Part { Part(start: isSplit ? time.now - Self.maximumAge : time.onset - lookback, end: time.now) }

    /// What a line is laid through, to tell where a level is going.
    var course: Part { Part(start: max(recent.start, time.fired - lookback), end: time.now) }

    /// In which an old alert came up; nil where ``recent`` has it.
    var rise: Part? {
        guard isSplit else { return nil }
        return Part(start: time.onset - lookback, end: min(time.fired + Self.aftermath, recent.start))
    }

    /// What counts as before the alert; empty where nothing is looked back at.
    var before: Range<Timestamp> { min(time.onset - lookback, time.beginning)..<time.beginning }
}
