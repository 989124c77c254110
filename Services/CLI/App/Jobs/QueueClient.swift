import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Primitives

/// What the command line asks of ingest about its queue.
struct QueueClient: Sendable {
    /// Without a slash at its end.
    let address: String
    let token: Secret?
    let network: any Transport

    struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    struct Overview: Decodable, Sendable {
        var queued: Int
        var running: Int
        var dead: Int
        var concurrency: Int
        var longestWaitSeconds: Double?
        var agents: [Agent]

        struct Agent: Decodable, Sendable {
            var worker: String
            var state: String
            var reason: String?
        }

        private enum CodingKeys: String, CodingKey {
            case queued, running, dead, concurrency, agents
            case longestWaitSeconds = "longest_wait_seconds"
        }
    }

    struct DeadLetter: Decodable, Sendable {
        var id: Int64
        var kind: String
        var cluster: String
        var alertName: String
        var subject: String
        var attempts: Int
        var diedAt: Timestamp?
        var error: String?

        private enum CodingKeys: String, CodingKey {
            case id, kind, cluster, subject, attempts, error
            case alertName = "alert_name"
            case diedAt = "died_at"
        }
    }

    func overview() async throws -> Overview {
        try await ask(.get, "/api/v1/queue")
    }

    func deadLetters(limit: Int) async throws -> [DeadLetter] {
        struct Page: Decodable {
            var items: [DeadLetter]
        }
        let page: Page = try await ask(.get, "/api/v1/dead-letters?limit=\(limit)")
        return page.items
    }

    func replay(_ id: Int64) async throws {
        let _: JSONValue = try await ask(.post, "/api/v1/jobs/\(id)/replay")
    }

    func discard(_ id: Int64) async throws {
        let _: JSONValue = try await ask(.post, "/api/v1/jobs/\(id)/discard")
    }

    /// Page after page, until none is left; those that die again meanwhile are left to the next time.
    func replayAll() async throws -> Int {
        struct Receipt: Decodable {
            var replayed: Int
            var more: Bool
        }
        var count = 0
        for _ in 0..<Self.mostPages {
            let receipt: Receipt = try await ask(.post, "/api/v1/dead-letters/replay")
            count += receipt.replayed
            guard receipt.more, receipt.replayed > 0 else { break }
        }
        return count
    }

    /// Of a thousand jobs each.
    private static let mostPages = 10_000

    private func ask<Answer: Decodable>(_ method: HTTPRequest.Method, _ path: String) async throws -> Answer {
        var headers: HTTPFields = [.accept: "application/json"]
        if let token { headers[.authorization] = "Bearer \(token.exposed)" }
        let request = OutboundRequest(method: method, url: address + path, headers: headers, timeout: .seconds(30))
        let response: OutboundResponse
        do throws(TransportError) {
            response = try await network.send(request)
        } catch {
            throw Refusal(description: error.advised("Is whence-ingest there? Set WHENCE_URL, or --url, to where it is."))
        }
        guard response.status.code == 200 else {
            // What isn't a problem document is a proxy's page: its status says enough.
            let problem = try? JSONDecoder().decode(ProblemDocument.self, from: Data(response.body))
            let reason = (problem?.detail ?? problem?.title).map { ": \(PlainText.sanitized($0))" } ?? ""
            throw Refusal(description: "\(address) answers \(path) with \(response.status.code)\(reason)\(Self.advice(response.status))")
        }
        return try JSONDecoder().decode(Answer.self, from: Data(response.body))
    }

    private static func advice(_ status: HTTPResponse.Status) -> String {
        status == .unauthorized ? "\nSet WHENCE_TOKEN to a token of the role viewer, or responder for decisions." : ""
    }
}
