import Contracts
import HTTPTypes
import Hummingbird
import IngestDomain
import ServerKit

/// `POST /incidents/{id}`: the forms of an incident's page. Each leads back to the page.
struct IncidentFormRoute: Sendable {
    let desk: any IncidentDesk

    func add(to router: ServiceRouter) {
        router.post("/incidents/{id}", for: .responders) { request, context in
            guard let id = IncidentID(try context.parameters.require("id")) else { throw Self.notFound }
            let form = try IncidentForm(FormBody(try await request.body(maximumBytes: FormBody.maximumBytes)))
            let responder = Responder(name: context.principal.name, scope: ClusterScope(context.principal.cluster))
            do throws(IncidentDeskError) {
                switch form {
                case .change(let change, let precondition): try await desk.change(id, change, by: responder, if: precondition)
                case .rate(let rating): try await desk.rate(id, rating, by: responder, if: .none)
                }
            } catch {
                throw try Self.problem(error)
            }
            return Response(status: .seeOther, headers: [.location: "/incidents/\(id)"])
        }
    }

    private static var notFound: ProblemError { .notFound("There is no incident with this id.") }

    /// - Throws: what is this service's own fault.
    private static func problem(_ error: IncidentDeskError) throws(IntakeError) -> ProblemError {
        switch error {
        case .notFound: notFound
        case .stale: ProblemError(.conflict, detail: "The incident has changed since you opened its page. Look at it again, and then decide.")
        case .conflict(let reason): ProblemError(.conflict, detail: reason)
        case .invalid(let errors): .invalid(errors)
        case .intake(let error): throw error
        }
    }
}
