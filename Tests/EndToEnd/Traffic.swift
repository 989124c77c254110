import FoundationEssentials
import HTTPKit
import HTTPTypes
import Primitives
import TestSupport

/// Senders of webhooks, each of which insists like Alertmanager: what is not answered with 200 is sent again, to another replica.
final class Traffic: Sendable {
    struct Outcome: Sendable {
        /// The fingerprints of alerts in webhooks that were answered with 200.
        var acknowledged: Set<String> = []
        var statuses: [Int: Int] = [:]
        /// 503 answers without the header that says when to come back.
        var withoutRetryAfter = 0
        /// Statuses that a sender of well-formed webhooks must not see.
        var unexpected: [String] = []
        /// No answer at all: the replica was killed.
        var unanswered = 0
    }

    private let outcome = Locked(Outcome())
    private let next = Locked(0)
    private let isStopped = Locked(false)
    private let client: Client
    private let addresses: [String]

    init(to addresses: [String], client: Client) {
        self.addresses = addresses
        self.client = client
    }

    var current: Outcome { outcome.value }

    func stop() {
        isStopped.withLock { $0 = true }
    }

    /// Sends webhooks of a few alerts each, until ``stop()``.
    func run(senders: Int) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for sender in 0..<senders {
                group.addTask { try await self.send(from: sender) }
            }
            try await group.waitForAll()
        }
    }

    private func send(from sender: Int) async throws {
        var attempt = sender
        while !isStopped.value {
            let first = next.withLock { next in
                defer { next += 3 }
                return next
            }
            let alerts = (first..<first + 3).map(Webhook.alert)
            while !isStopped.value {
                attempt += 1
                if try await post(alerts, to: addresses[attempt % addresses.count]) { break }
                try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private func post(_ alerts: [Webhook.Alert], to address: String) async throws -> Bool {
        let response: OutboundResponse
        do throws(TransportError) {
            response = try await client.network.send(
                OutboundRequest(
                    method: .post, url: address + Webhook.path, headers: [.contentType: "application/json"],
                    body: try Self.encoded(alerts), timeout: .seconds(20)))
        } catch {
            outcome.withLock { $0.unanswered += 1 }
            return false
        }
        let status = response.status.code
        outcome.withLock { outcome in
            outcome.statuses[status, default: 0] += 1
            switch status {
            case 200: outcome.acknowledged.formUnion(alerts.map(\.fingerprint))
            case 503: outcome.withoutRetryAfter += response.headers[.retryAfter] == nil ? 1 : 0
            default: outcome.unexpected.append("\(status): \(String(decoding: response.body.prefix(500), as: UTF8.self))")
            }
        }
        return status == 200
    }

    private static func encoded(_ alerts: [Webhook.Alert]) throws(TransportError) -> [UInt8] {
        do {
            return [UInt8](try Client.encoder.encode(Webhook.body(alerts)))
        } catch {
            throw TransportError(reason: .invalidURL, request: "webhook", detail: "\(error)")
        }
    }
}
