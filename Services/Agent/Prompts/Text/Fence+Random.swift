extension Fence {
    /// A new one, from the system's randomness.
    package static let random: @Sendable () -> Fence = { Fence(random: .random(in: .min ... .max)) }
}
