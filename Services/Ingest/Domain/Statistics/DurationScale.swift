#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A scale of durations whose steps grow with them: eight to each doubling, so that a step is off by 5 % at most. Counts by step can be added up over hours and
/// clusters, which medians can't.
package enum DurationScale {
    package static let stepsPerDoubling = 8

    /// The step of a duration `s` in seconds is `round(8 · log₂(1 + s))`; this is the way back, in whole seconds.
    package static func seconds(ofStep step: Int) -> Double {
        (exp2(Double(min(max(step, 0), 400)) / Double(stepsPerDoubling)) - 1).rounded()
    }
}
