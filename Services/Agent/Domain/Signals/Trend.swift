public import Primitives

/// A straight line through samples (least squares), and how well it fits.
public struct Trend: Hashable, Sendable {
    /// In the samples' unit, a second.
    public var slope: Double
    /// The line's height at the last sample.
    public var level: Double
    /// The coefficient of determination: 1 where all samples lie on the line, 0 where it explains nothing of them.
    public var fit: Double
    /// From the first sample to the last.
    public var span: Duration

    public init(slope: Double, level: Double, fit: Double, span: Duration) {
        self.slope = slope
        self.level = level
        self.fit = fit
        self.span = span
    }

    /// Fewer samples make any line fit.
    public static let minimumSamples = 8

    /// - Parameter samples: by time.
    /// - Returns: nil where there are too few samples.
    public init?(_ samples: some Collection<MetricSeries.Sample>) {
        guard samples.count >= Self.minimumSamples, let first = samples.first else { return nil }
        let count = Double(samples.count)
        let times = samples.map { $0.time.secondsSince1970 - first.time.secondsSince1970 }
        let meanTime = times.reduce(0, +) / count
        let meanValue = samples.reduce(0) { $0 + $1.value } / count
        var covariance = 0.0
        var timeVariance = 0.0
        var variance = 0.0
        for (time, sample) in zip(times, samples) {
            covariance += (time - meanTime) * (sample.value - meanValue)
            timeVariance += (time - meanTime) * (time - meanTime)
            variance += (sample.value - meanValue) * (sample.value - meanValue)
        }
        guard timeVariance > 0, let end = times.last else { return nil }
        slope = covariance / timeVariance
        level = meanValue + slope * (end - meanTime)
        fit = variance > 0 ? min(1, covariance * covariance / (timeVariance * variance)) : 0
        span = .milliseconds(Int64(end * 1000))
    }

    /// Goes up steadily enough to be believed.
    public var isSteadyRise: Bool { slope > 0 && fit >= 0.7 }
}

/// When something that rises will be full.
public enum Forecast {
    /// A line of an hour says nothing of next week.
    public static let horizon = Duration.seconds(4 * 86_400)

    /// - Returns: nil where the value doesn't rise steadily, has reached the bound already, or won't within the horizon.
    public static func reaches(_ bound: Double, _ trend: Trend, at now: Timestamp) -> Timestamp? {
        guard trend.isSteadyRise, trend.level < bound else { return nil }
        let seconds = (bound - trend.level) / trend.slope
        guard seconds.isFinite, seconds < Double(horizon.components.seconds) else { return nil }
        return now + .seconds(seconds)
    }
}
