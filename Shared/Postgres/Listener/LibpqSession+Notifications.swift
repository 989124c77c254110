import CPostgres
import Glibc

extension LibpqSession {
    /// Waits for notifications.
    ///
    /// - Returns: those that have come; none at the deadline.
    /// - Throws: `cancelled` where the gate is asked to, `connection(.lost)`.
    func notifications(until deadline: ContinuousClock.Instant) throws(PostgresError) -> [PostgresNotification] {
        while true {
            let arrived = takeNotifications()
            guard arrived.isEmpty else { return arrived }
            guard !gate.isRequested else { throw PostgresError(.cancelled, "cancelled while waiting for notifications") }
            switch try wait(for: POLLIN, until: deadline) {
            case .woken: continue
            case .timedOut: return []
            case .socket:
                guard PQconsumeInput(pointer) == 1 else { throw lost() }
            }
        }
    }

    private func takeNotifications() -> [PostgresNotification] {
        var notifications: [PostgresNotification] = []
        while let notification = PQnotifies(pointer) {
            defer { PQfreemem(notification) }
            guard let channel = notification.pointee.relname, let payload = notification.pointee.extra else { continue }
            notifications.append(.notification(channel: String(cString: channel), payload: String(cString: payload)))
        }
        return notifications
    }
}

extension PostgresConnection {
    /// Waits for notifications of the channels that this session listens to.
    func notifications(within patience: Duration) async throws(PostgresError) -> [PostgresNotification] {
        try await perform { (session) throws(PostgresError) in
            try session.notifications(until: .now + patience)
        }
    }
}
