import Hummingbird
import IngestDomain
import Primitives
import ServerKit

/// `/api/v1/statistics`: what happened, in numbers.
struct StatisticsRoutes: Sendable {
    let ledger: any StatisticsLedger
    let clock: WallClock

    func add(to router: ServiceRouter) {
        router.get("/api/v1/statistics", for: .viewers) { request, context in
            var query = QueryReader(request.query, known: ["since", "until", "cluster"])
            let until = query.time("until") ?? clock.now
            let since = query.time("since") ?? until - StatisticsWindow.usual
            let cluster = query.text("cluster")
            let window = StatisticsWindow(since: since, until: until)
            if window == nil {
                query.refuse("since", "must be before `until`, by \(StatisticsWindow.longest.components.seconds / 86_400) days at most")
            }
            try query.check()
            guard let window else { throw ProblemError.invalid("since", "must be before `until`") }
            guard let scope = context.scope.narrowed(to: cluster) else {
                return try Response.json(Statistics(since: window.since, until: window.until, cluster: cluster, counts: [:]))
            }
            let statistics = try await reading { () async throws(IntakeError) in try await ledger.statistics(window, in: scope) }
            return try Response.json(statistics)
        }
    }
}
