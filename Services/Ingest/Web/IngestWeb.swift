import Hummingbird
package import IngestDomain
package import Primitives
package import ServerKit

/// The interface for people: plain HTML, readable without a script.
package struct IngestWeb: Sendable {
    private let reader: any IncidentReader
    private let desk: any IncidentDesk
    private let clock: WallClock
    private let pages: PageResponder

    /// - Parameter random: 64 uniformly random bits a call: a page's style is let through by a number that nobody can guess.
    package init(
        reader: any IncidentReader, desk: any IncidentDesk, clock: WallClock,
        random: @escaping @Sendable () -> UInt64 = { UInt64.random(in: .min ... .max) }
    ) {
        self.reader = reader
        self.desk = desk
        self.clock = clock
        pages = PageResponder(random: random)
    }

    package func add(to router: ServiceRouter) {
        router.add(middleware: ProblemPages(pages: pages))
        router.get("/", for: .viewers) { request, context in
            let search = IncidentSearch { name in Self.parameter(name, of: request) }
            let last = request.query["after"].flatMap { IncidentID(String($0)) }
            // Who comes without a question wants to know what is going on; who looks for something, where it is.
            let filter = request.query["show"].flatMap { IncidentFilter(rawValue: String($0)) } ?? (search.isEmpty && last == nil ? .active : .all)
            let page = try await reader.incidents(
                search.criteria(filter), Page(after: last), in: ClusterScope(context.principal.cluster))
            return pages.response(IncidentListPage(page: page, filter: filter, search: search, now: clock.now).document)
        }
        router.get("/incidents/{id}", for: .viewers) { _, context in
            let id = IncidentID(try context.parameters.require("id"))
            guard let id, let detail = try await reader.incident(id, in: ClusterScope(context.principal.cluster)) else {
                throw ProblemError.notFound("There is no incident with this id.")
            }
            let mayRespond = Access.responders.admits(context.principal.role)
            let page = IncidentPage(
                detail: detail, similar: await similar(to: id, ClusterScope(context.principal.cluster)), mayRespond: mayRespond, now: clock.now)
            return pages.response(page.document)
        }
        IncidentFormRoute(desk: desk).add(to: router)
        router.get("/alerts/{fingerprint}", for: .viewers) { request, context in
            let fingerprint = try context.decodedParameter("fingerprint")
            let cluster = request.query["cluster"].map(String.init)
            let scope = ClusterScope(context.principal.cluster)
            guard let detail = try await reader.alert(fingerprint: fingerprint, cluster: cluster, in: scope) else {
                throw ProblemError.notFound("There is no alert with this fingerprint.")
            }
            return pages.response(AlertPage(fingerprint: fingerprint, detail: detail, now: clock.now).document)
        }
    }

    /// None where they can't be found now: the page is about its incident, and is shown without them.
    private func similar(to id: IncidentID, _ scope: ClusterScope) async -> [IncidentMatch] {
        do throws(IntakeError) {
            return try await desk.similar(to: id, limit: 5, in: scope) ?? []
        } catch {
            return []
        }
    }

    private static func parameter(_ name: String, of request: Request) -> String? {
        request.query[Substring(name)].map(String.init)
    }
}
