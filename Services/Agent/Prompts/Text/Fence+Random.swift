extension Fence {
    /// A new one, from the system's randomness.
    package static let random: @Sendable () -> Fence = {
        var generator = SystemRandomNumberGenerator()
        return Fence(using: &generator)
    }
}
