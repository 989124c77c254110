import IngestDomain

/// What became of a batch.
struct IntakeOutcome: Sendable {
    /// What became of one alert of it.
    enum Fate: Sendable {
        case new, resolved, repeated
    }

    /// The incident of each alert; nil for one of which only the end was seen.
    private var incidents: [IncidentID?]
    private var fates: [Fate]
    var newJobs = 0
    /// Whether any incident looks different now.
    var changedIncidents = false

    init(alerts: Int) {
        incidents = Array(repeating: nil, count: alerts)
        fates = Array(repeating: .repeated, count: alerts)
    }

    mutating func take(_ plan: IntakePlan) {
        for (number, notice) in plan.notices.enumerated() {
            incidents[notice.firstOrigin] = plan.incidents[number]
            for origin in notice.otherOrigins { incidents[origin] = plan.incidents[number] }
            switch plan.outcomes[number] {
            case .repeated: break
            case .begun: fates[notice.firstOrigin] = .new
            case .ended:
                if let end = notice.endOrigin { fates[end] = .resolved }
            case .begunAndEnded:
                // By two notifications at least, since each says one of both.
                fates[notice.endOrigin == notice.firstOrigin ? notice.otherOrigins[0] : notice.firstOrigin] = .new
                if let end = notice.endOrigin { fates[end] = .resolved }
            }
        }
    }

    /// The answer to the webhook that brought these alerts of the batch.
    func receipt(for alerts: Range<Int>) -> IntakeReceipt {
        var (resolved, repeated) = (0, 0)
        for fate in fates[alerts] {
            switch fate {
            case .new: break
            case .resolved: resolved += 1
            case .repeated: repeated += 1
            }
        }
        let incidents = Set(incidents[alerts].lazy.compactMap(\.self))
        return IntakeReceipt(alerts: alerts.count, resolved: resolved, repeated: repeated, incidents: incidents.sorted())
    }
}
