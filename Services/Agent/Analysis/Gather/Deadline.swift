/// A moment by which something must be done.
struct Deadline: Sendable {
    private let moment: ContinuousClock.Instant

    init(in duration: Duration) {
        moment = ContinuousClock.now + duration
    }

    /// Never negative.
    var remaining: Duration { max(.zero, ContinuousClock.now.duration(to: moment)) }

    var isOver: Bool { remaining == .zero }
}
