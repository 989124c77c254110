import HTTPTypes
import Hummingbird
import IngestDomain
import ServerKit

/// What people do with an incident: `PATCH` for its fields, `POST` for what is more than a field. Each answers with the incident as it is afterwards.
struct ActionRoutes: Sendable {
    let desk: any IncidentDesk
    let reader: any IncidentReader

    /// Of one split or move.
    private static let maximumAlerts = 1_000

    func add(to router: ServiceRouter) {
        router.patch("/api/v1/incidents/{id}", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["title", "severity", "assignee", "state", "resolution", "hidden"])
            let wanted = IncidentChange(patch: &body)
            try body.check()
            return try await change(wanted, request, context)
        }
        addChanges(to: router)
        addMoves(to: router)
    }

    private func addChanges(to router: ServiceRouter) {
        router.post("/api/v1/incidents/{id}/acknowledge", for: .responders) { request, context in
            try await ActionBody(request, known: []).check()
            return try await change(IncidentChange(state: .acknowledged), request, context)
        }
        router.post("/api/v1/incidents/{id}/resolve", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["resolution"])
            let note = body.edit("resolution", maximum: IncidentChange.maximumText)
            try body.check()
            return try await change(IncidentChange(state: .resolved, resolution: note), request, context)
        }
        router.post("/api/v1/incidents/{id}/reopen", for: .responders) { request, context in
            try await ActionBody(request, known: []).check()
            return try await change(IncidentChange(state: .open), request, context)
        }
        router.post("/api/v1/incidents/{id}/comments", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["text"])
            let text = body.text("text", maximum: IncidentChange.maximumText)
            if text == nil, body.errors.isEmpty { body.refuse("text", "is required") }
            try body.check()
            return try await change(IncidentChange(comment: text), request, context)
        }
    }

    private func addMoves(to router: ServiceRouter) {
        router.post("/api/v1/incidents/{id}/merge", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["into"])
            let target = body.incident("into")
            try body.check()
            return try await answer(request, context) { id, responder, precondition throws(IncidentDeskError) in
                guard let target else { return id }
                try await desk.merge(id, into: target, by: responder, if: precondition)
                return target
            }
        }
        router.post("/api/v1/incidents/{id}/split", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["alerts", "title"])
            let alerts = body.fingerprints("alerts", maximum: Self.maximumAlerts)
            let title = body.text("title", maximum: IncidentChange.maximumTitle)
            try body.check()
            return try await answer(request, context, status: .created) { id, responder, precondition throws(IncidentDeskError) in
                try await desk.split(id, alerts: alerts, title: title, by: responder, if: precondition)
            }
        }
        router.post("/api/v1/incidents/{id}/move", for: .responders) { request, context in
            var body = try await ActionBody(request, known: ["alerts", "to"])
            let alerts = body.fingerprints("alerts", maximum: Self.maximumAlerts)
            let target = body.incident("to")
            try body.check()
            return try await answer(request, context) { id, responder, precondition throws(IncidentDeskError) in
                guard let target else { return id }
                try await desk.move(id, alerts: alerts, to: target, by: responder, if: precondition)
                return id
            }
        }
    }

    private func change(_ wanted: IncidentChange, _ request: Request, _ context: ServiceContext) async throws -> Response {
        try await answer(request, context) { id, responder, precondition throws(IncidentDeskError) in
            try await desk.change(id, wanted, by: responder, if: precondition)
            return id
        }
    }
}

extension ActionRoutes {
    /// Does what is asked for the incident of the path, and answers with one as it is afterwards.
    ///
    /// - Parameter work: Gives the incident to answer with.
    func answer(
        _ request: Request, _ context: ServiceContext, status: HTTPResponse.Status = .ok,
        _ work: (IncidentID, Responder, Precondition) async throws(IncidentDeskError) -> IncidentID
    ) async throws -> Response {
        let id = try context.incidentID()
        let precondition = try Precondition(request.headers)
        let shown: IncidentID
        do throws(IncidentDeskError) {
            shown = try await work(id, context.responder, precondition)
        } catch {
            throw try await problem(error, id, context)
        }
        let answer = try await read(shown, context)
        return answer.response(status: status, location: status == .created ? "/api/v1/incidents/\(shown)" : nil)
    }

    private func read(_ id: IncidentID, _ context: ServiceContext) async throws -> IncidentAnswer {
        let detail = try await reading { () async throws(IntakeError) in try await reader.incident(id, in: context.scope) }
        guard let detail else { throw ProblemError.notFound("There is no incident \(id).") }
        return try IncidentAnswer(detail)
    }

    private func problem(_ error: IncidentDeskError, _ id: IncidentID, _ context: ServiceContext) async throws -> any Error {
        switch error {
        case .notFound:
            return ProblemError.notFound("There is no incident \(id).")
        case .stale:
            let tag = try await read(id, context).tag
            return ProblemError(
                .preconditionFailed, detail: "The incident has changed since: read it again, and decide anew.", headers: [.eTag: tag.text])
        case .conflict(let sentence):
            return ProblemError(.conflict, detail: sentence)
        case .invalid(let errors):
            return ProblemError.invalid(errors, detail: "This can't be done as it is asked for.")
        case .intake(let error):
            return error.readingProblem ?? error
        }
    }
}

extension IncidentChange {
    /// JSON merge patch (RFC 7396): what is left out stays as it is, null takes back.
    fileprivate init(patch body: inout ActionBody) {
        self.init(
            title: body.edit("title", maximum: IncidentChange.maximumTitle),
            severity: body.severity("severity"),
            assignee: body.edit("assignee", maximum: IncidentChange.maximumName),
            isHidden: body.flag("hidden"), state: body.choice("state"),
            resolution: body.edit("resolution", maximum: IncidentChange.maximumText))
    }
}

extension ServiceContext {
    var responder: Responder { Responder(name: principal.name, scope: scope) }
}
