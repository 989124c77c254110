import HTTPKit
import HTTPTypes
import Primitives
import TestSupport

/// A pair of Alertmanagers that notify for one group: what is not answered with 200 is sent again, to another replica, for as long as a flush lasts;
/// now and then both of the pair notify, and now and then an old notification arrives after newer ones.
struct GroupSender: Sendable {
    let addresses: [String]
    let token: String
    let client: Client
    let ledger: Ledger

    /// How long an answer is waited for, and how long one notification is tried.
    static let timeout = Duration.seconds(5)
    private static let flush = Duration.seconds(12)

    /// Until it is told to stop.
    ///
    /// - Returns: the group as it ended.
    func run(_ group: AlertGroup, seed: UInt64, until isStopped: Locked<Bool>) async throws -> AlertGroup {
        var group = group
        var chance = SplitMix(seed: seed)
        var late: [Notification] = []
        while !isStopped.value {
            let isCalm = Int.random(in: 0..<15, using: &chance) == 0
            if isCalm { group.resolveAll(at: .now()) } else { group.step(at: .now(), using: &chance) }
            let notification = group.notification
            if !notification.alerts.isEmpty {
                if Int.random(in: 0..<8, using: &chance) == 0 { late.append(notification) }
                let old = late.count > 2 ? late.removeFirst() : nil
                if try await deliver(notification, old, using: &chance) { group.acknowledged(notification) }
            }
            // After a calm the next alert opens an incident of its own.
            let pause = isCalm ? 2000...3500 : 20...300
            try await Task.sleep(for: .milliseconds(Int.random(in: pause, using: &chance)))
        }
        return group
    }

    /// What fires, and then its end, each until somebody takes it.
    func tell(_ group: AlertGroup, within deadline: Duration) async throws -> Bool {
        let notification = group.notification
        return notification.alerts.isEmpty ? true : try await insist(on: notification, first: 0, within: deadline)
    }

    private func deliver(_ notification: Notification, _ old: Notification?, using chance: inout SplitMix) async throws -> Bool {
        let first = Int.random(in: addresses.indices, using: &chance)
        let second = Int.random(in: 0..<2, using: &chance) == 0 ? Int.random(in: 0...300, using: &chance) : nil
        return try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask { try await insist(on: notification, first: first, within: Self.flush) }
            if let second {
                group.addTask {
                    try await Task.sleep(for: .milliseconds(second))
                    return try await insist(on: notification, first: first + 1, within: Self.flush)
                }
            }
            if let old {
                group.addTask {
                    _ = try await post(old, to: addresses[(first + 2) % addresses.count])
                    return false
                }
            }
            return try await group.reduce(false) { $0 || $1 }
        }
    }

    private func insist(on notification: Notification, first: Int, within deadline: Duration) async throws -> Bool {
        let end = ContinuousClock.now + deadline
        var pause = Duration.milliseconds(50)
        var attempt = first
        repeat {
            if try await post(notification, to: addresses[attempt % addresses.count]) { return true }
            attempt += 1
            try await Task.sleep(for: pause)
            pause = min(pause * 1.5, .seconds(1))
        } while ContinuousClock.now < end
        return false
    }

    private func post(_ notification: Notification, to address: String) async throws -> Bool {
        let request = OutboundRequest(
            method: .post, url: address + Webhook.path, headers: [.contentType: "application/json", .authorization: "Bearer \(token)"],
            body: try notification.body(),
            timeout: Self.timeout)
        ledger.sending(notification)
        let start = ContinuousClock.now
        do throws(TransportError) {
            let response = try await client.network.send(request)
            guard response.status.code == 200 else {
                ledger.refused(
                    response.status.code, saysWhen: response.headers[.retryAfter] != nil, String(decoding: response.body.prefix(500), as: UTF8.self))
                return false
            }
            ledger.acknowledged(notification, after: .now - start)
            return true
        } catch {
            if error.reason == .timedOut { ledger.timedOut() } else { ledger.wasCut() }
            return false
        }
    }
}
