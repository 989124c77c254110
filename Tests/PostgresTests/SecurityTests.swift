import FoundationEssentials
import Postgres
import TestSupport
import Testing

/// Passwords and TLS, on a server that wants both.
@Suite struct SecurityTests {
    @Test func `TLS is used where it is required, and a certificate nobody vouches for is refused where it is verified`() async throws {
        var options = PostgresServer.Options()
        options.listensOnTCP = true
        options.hasTLS = true
        let server = try await PostgresServer(options)
        var configuration = try server.tcpConfiguration()

        configuration.parameters["sslmode"] = "require"
        let encrypted = try await PostgresConnection.connect(configuration, logger: quiet)
        #expect(await encrypted.isEncrypted)
        #expect(try await encrypted.query("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").decode(as: Bool.self) == [true])
        await encrypted.close()

        configuration.parameters["sslmode"] = "disable"
        let plain = try await PostgresConnection.connect(configuration, logger: quiet)
        #expect(await !plain.isEncrypted)
        await plain.close()

        configuration.parameters["sslmode"] = "verify-full"
        configuration.parameters["sslrootcert"] = "/etc/ssl/certs/ca-certificates.crt"
        let refused = configuration
        let error = try await postgresError { _ = try await PostgresConnection.connect(refused, logger: quiet) }
        #expect(error.reason == .connection(.tls))
        #expect(!error.isTransient)

        try await cancelsOverTLS(server)
        try await server.stop(.immediate)
    }

    /// libpq before 17 sends cancel requests in the clear; the server takes them all the same.
    private func cancelsOverTLS(_ server: PostgresServer) async throws {
        var configuration = try server.tcpConfiguration()
        configuration.parameters["sslmode"] = "require"
        let connection = try await PostgresConnection.connect(configuration, logger: quiet)
        let task = Task { try await connection.execute("SELECT pg_sleep(60)") }
        for _ in 0..<100 { await Task.yield() }
        task.cancel()
        let error = try await postgresError { _ = try await task.value }
        #expect(error.isCancelled)
        await connection.close()
    }

    @Test func `A wrong password is rejected, and none of the two is told`() async throws {
        var options = PostgresServer.Options()
        options.listensOnTCP = true
        let server = try await PostgresServer(options)
        let good = try await PostgresConnection.connect(server.tcpConfiguration(), logger: quiet)
        await good.close()
        for password in ["geheim", nil] {
            var configuration = try server.tcpConfiguration()
            configuration.password = password.map(PostgresPassword.init)
            let wrong = configuration
            let error = try await postgresError { _ = try await PostgresConnection.connect(wrong, logger: quiet) }
            #expect(error.reason == .connection(.rejected))
            #expect(!"\(error) \(error.detail ?? "")".contains("geheim"))
        }
        try await server.stop(.immediate)
    }
}
