/// How long to wait for an answer, and when to ask the server to stop.
///
/// A request that arrives before the statement does is ignored by the server: hence it is repeated, at growing intervals,
/// for as long as the statement runs.
struct ResponseWait {
    typealias Instant = ContinuousClock.Instant

    enum CancelStep: Equatable {
        case wait
        case send
        case giveUp
    }

    let isCancellable: Bool
    let deadline: Instant?
    private var firstCancel: Instant?
    private var nextCancel: Instant?
    private var interval = Duration.milliseconds(5)

    init(isCancellable: Bool, timeout: Duration?, notAfter limit: Instant? = nil, now: Instant = .now) {
        self.isCancellable = isCancellable
        let end = timeout.map { now + $0 }
        deadline = if let end, let limit { min(end, limit) } else { end ?? limit }
    }

    var nextDeadline: Instant? {
        switch (deadline, nextCancel) {
        case (let deadline?, let next?): min(deadline, next)
        case (let deadline, let next): deadline ?? next
        }
    }

    mutating func cancel(at now: Instant, patience: Duration) -> CancelStep {
        guard let first = firstCancel, let next = nextCancel else {
            firstCancel = now
            nextCancel = now + interval
            return .send
        }
        if now >= first + patience { return .giveUp }
        guard now >= next else { return .wait }
        interval = min(interval * 2, .seconds(1))
        nextCancel = now + interval
        return .send
    }
}
