import Hummingbird
package import IngestDomain
package import Primitives
package import ServerKit

/// The interface for people: plain HTML, readable without a script.
package struct IngestWeb: Sendable {
    private let reader: any IncidentReader
    private let clock: WallClock
    private let pages: PageResponder

    /// - Parameter random: 64 uniformly random bits a call: a page's style is let through by a number that nobody can guess.
    package init(
        reader: any IncidentReader, clock: WallClock, random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.reader = reader
        self.clock = clock
        pages = PageResponder(random: random)
    }

    package func add(to router: ServiceRouter) {
        router.add(middleware: ProblemPages(pages: pages))
        router.get("/", for: .viewers) { request, context in
            let filter = request.uri.queryParameters["show"].flatMap { IncidentFilter(rawValue: String($0)) } ?? .all
            let last = request.uri.queryParameters["after"].flatMap { IncidentID(String($0)) }
            let page = try await reader.incidents(
                IncidentCriteria(states: filter.states), Page(after: last), in: ClusterScope(context.principal.cluster))
            return pages.response(IncidentListPage(page: page, filter: filter, now: clock.now).document)
        }
        router.get("/incidents/{id}", for: .viewers) { _, context in
            let id = IncidentID(try context.parameters.require("id"))
            guard let id, let detail = try await reader.incident(id, in: ClusterScope(context.principal.cluster)) else {
                throw ProblemError.notFound("There is no incident with this id.")
            }
            return pages.response(IncidentPage(detail: detail, now: clock.now).document)
        }
        router.get("/alerts/{fingerprint}", for: .viewers) { request, context in
            let fingerprint = try context.decodedParameter("fingerprint")
            let cluster = request.uri.queryParameters["cluster"].map(String.init)
            let scope = ClusterScope(context.principal.cluster)
            guard let detail = try await reader.alert(fingerprint: fingerprint, cluster: cluster, in: scope) else {
                throw ProblemError.notFound("There is no alert with this fingerprint.")
            }
            return pages.response(AlertPage(fingerprint: fingerprint, detail: detail, now: clock.now).document)
        }
    }
}
