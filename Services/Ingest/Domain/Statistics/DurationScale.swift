/// A scale of durations whose steps grow with them: eight to each doubling, so that a step is off by 5 % at most. Counts by step can be added up over hours and
/// clusters, which medians can't.
package enum DurationScale {
    package static let stepsPerDoubling = 8

    /// The step of a duration `s` in seconds is `round(8 · log₂(1 + s))`; this is the way back, in whole seconds.
    package static func seconds(ofStep step: Int) -> Double {
        let (doublings, rest) = min(max(step, 0), 400).quotientAndRemainder(dividingBy: stepsPerDoubling)
        return (Double(sign: .plus, exponent: doublings, significand: eighths[rest]) - 1).rounded()
    }

    /// Powers of the eighth root of two.
    private static let eighths = [
        1, 1.0905077326652577, 1.189207115002721, 1.2968395546510096, 1.4142135623730951, 1.5422108254079408, 1.681792830507429,
        1.8340080864093424,
    ]
}
