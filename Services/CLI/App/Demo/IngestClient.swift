import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Primitives

/// What the command line asks of ingest.
struct IngestClient: Sendable {
    /// Without a slash at its end.
    let address: String
    let network: any Transport

    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    struct Receipt: Decodable, Sendable {
        var alerts: Int
        var incidents: [String]
    }

    func post(webhook body: [UInt8], named name: String) async throws -> Receipt {
        let response = try await network.send(
            OutboundRequest(
                method: .post, url: "\(address)/webhook/alertmanager", headers: [.contentType: "application/json"], body: body,
                timeout: .seconds(10)))
        return try decode(Receipt.self, response, "the webhook \(name)")
    }

    /// The incidents that are still of their own, each with all that is known of it.
    func openIncidents() async throws -> [IncidentDetail] {
        struct Page: Decodable {
            var items: [IncidentSummary]
        }
        let response = try await get("/api/v1/incidents?limit=200&state=open")
        var details: [IncidentDetail] = []
        for item in try decode(Page.self, response, "the list of incidents").items {
            details.append(try decode(IncidentDetail.self, try await get("/api/v1/incidents/\(item.id)"), "the incident \(item.id)"))
        }
        return details
    }

    private func get(_ path: String) async throws -> OutboundResponse {
        try await network.send(OutboundRequest(url: address + path, timeout: .seconds(10)))
    }

    private func decode<Value: Decodable>(_ type: Value.Type, _ response: OutboundResponse, _ what: String) throws -> Value {
        guard response.status.code == 200 else {
            let text = PlainText.truncated(PlainText.sanitized(String(decoding: response.body, as: UTF8.self)), columns: 300)
            throw Refusal(description: "ingest answers \(what) with \(response.status.code): \(text)")
        }
        return try JSONDecoder().decode(type, from: Data(response.body))
    }
}

/// An incident as ingest's API tells of it; of its fields, those that a report shows.
struct IncidentSummary: Decodable, Sendable {
    var id: String
    var title: String
    var state: String
    var severity: String
    var openedAt: Timestamp
    var alerts: Counts
    var cause: RootCause?
    var summary: String?

    struct Counts: Decodable, Sendable {
        var firing: Int
        var resolved: Int
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, state, severity, alerts, cause, summary
        case openedAt = "opened_at"
    }
}

struct IncidentDetail: Decodable, Sendable {
    var incident: IncidentSummary
    var alerts: [Episode]
    var analyses: [Analysis]
    var jobs: [Job]

    struct Episode: Decodable, Sendable {
        var alertName: String
        var namespace: String?
        var workload: String?
        var status: String
        var startsAt: Timestamp

        private enum CodingKeys: String, CodingKey {
            case namespace, workload, status
            case alertName = "alert_name"
            case startsAt = "starts_at"
        }
    }

    struct Analysis: Decodable, Sendable {
        var response: AnalyzeResponse
    }

    struct Job: Decodable, Sendable {
        var state: String
        var error: String?
    }

    var isSettled: Bool { jobs.allSatisfy { $0.state == "done" || $0.state == "dead" } }

    /// A cause was found, and it is one.
    var isDiagnosed: Bool { incident.cause.map { $0.category != .inconclusive } ?? false }
}
