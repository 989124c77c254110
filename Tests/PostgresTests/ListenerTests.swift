import Postgres
import TestSupport
import Testing

@Suite struct ListenerTests {
    @Test(.timeLimit(.minutes(1))) func `Notifications arrive in order, after a note that earlier ones may be missing`() async throws {
        let configuration = try await PostgresServer.shared().database()
        var events = PostgresListener(configuration, channels: ["incidents", "jobs"], logger: quiet).makeAsyncIterator()
        #expect(await events.next() == .mayHaveMissedNotifications)
        try await notify(configuration, "incidents", "one")
        try await notify(configuration, "elsewhere", "unheard")
        try await notify(configuration, "jobs", "naïve 'quote'")
        try await notify(configuration, "incidents", "")
        #expect(await events.next() == .notification(channel: "incidents", payload: "one"))
        #expect(await events.next() == .notification(channel: "jobs", payload: "naïve 'quote'"))
        #expect(await events.next() == .notification(channel: "incidents", payload: ""))
    }

    @Test(.timeLimit(.minutes(2)), arguments: [PostgresServer.StopMode.fast, .kill])
    func `A listener comes back after the server's restart, and says that it was away`(mode: PostgresServer.StopMode) async throws {
        let server = try await PostgresServer()
        let configuration = try server.configuration(database: "postgres")
        var events = PostgresListener(configuration, channels: ["incidents"], logger: quiet).makeAsyncIterator()
        for round in 0..<2 {
            #expect(await events.next() == .mayHaveMissedNotifications)
            try await notify(configuration, "incidents", "round \(round)")
            #expect(await events.next() == .notification(channel: "incidents", payload: "round \(round)"))
            try await server.restart(mode)
        }
        #expect(await events.next() == .mayHaveMissedNotifications)
        try await server.stop(.immediate)
    }

    @Test(.timeLimit(.minutes(1))) func `Cancelling the task ends the sequence, waiting or not connected`() async throws {
        let reachable = try await PostgresServer.shared().database()
        let unreachable = try PostgresConfiguration(url: "host=/nonexistent user=nobody dbname=x")
        for configuration in [reachable, unreachable] {
            let task = Task {
                var count = 0
                for await _ in PostgresListener(configuration, channels: ["incidents"], logger: quiet) { count += 1 }
                return count
            }
            for _ in 0..<1000 { await Task.yield() }
            task.cancel()
            #expect(await task.value <= 1)
        }
    }

    private func notify(_ configuration: PostgresConfiguration, _ channel: String, _ payload: String) async throws {
        let connection = try await PostgresConnection.connect(configuration, logger: quiet)
        try await connection.execute("SELECT pg_notify(\(channel), \(payload))")
        await connection.close()
    }
}
