import TestSupport
import Testing

@testable import Postgres

@Suite struct ConfigurationTests {
    @Test(arguments: [
        "postgres://ada:p%40ss%20word@db.example:6543/whence?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3",
        "postgresql://ada:p%40ss%20word@db.example:6543/whence?sslmode=verify-full&sslrootcert=/ca.pem&connect_timeout=3",
        "host=db.example port=6543 user=ada password='p@ss word' dbname=whence sslmode=verify-full sslrootcert=/ca.pem connect_timeout=3",
    ])
    func `Connection strings are read as libpq reads them`(url: String) throws {
        let configuration = try PostgresConfiguration(url: url)
        #expect(configuration.parameters["host"] == "db.example")
        #expect(configuration.parameters["port"] == "6543")
        #expect(configuration.parameters["user"] == "ada")
        #expect(configuration.parameters["dbname"] == "whence")
        #expect(configuration.parameters["sslmode"] == "verify-full")
        #expect(configuration.parameters["sslrootcert"] == "/ca.pem")
        #expect(configuration.password == PostgresPassword("p@ss word"))
        #expect(configuration.connectTimeout == .seconds(3))
        #expect(configuration.parameters["application_name"] == "whence")
    }

    @Test func `What libpq is given holds the limits, and the caller's own settings win`() throws {
        var configuration = try PostgresConfiguration(url: "host=db keepalives_idle=99 options='-c search_path=x' application_name=mine")
        configuration.statementTimeout = .milliseconds(1500)
        let keywords = Dictionary(uniqueKeysWithValues: configuration.keywords)
        #expect(keywords["keepalives_idle"] == "99")
        #expect(keywords["tcp_user_timeout"] == "10000")
        #expect(keywords["application_name"] == "mine")
        #expect(keywords["client_encoding"] == "UTF8")
        let options = try #require(keywords["options"])
        #expect(options.hasPrefix("-c timezone=UTC -c idle_in_transaction_session_timeout=3000 "))
        #expect(options.hasSuffix(" -c statement_timeout=1500 -c search_path=x"))
    }

    @Test(arguments: [
        "postgres://ada:geheim%zz@db/whence", "host=db password=geheim 'geheim", "geheim", "host=db geheim\"geheim =x",
        "postgres://ada:geheim@[::1/whence", "postgres://ada:geheim@db/whence?geheim=1", "postgres://ada:geheim@db:port/x?geheim",
        "host=db password='geheim",
    ])
    func `A string that can't be read is refused without quoting it`(url: String) async throws {
        let error = try await postgresError { _ = try PostgresConfiguration(url: url) }
        #expect(error.reason == .configuration)
        #expect(!"\(error)".contains("geheim"))
    }

    @Test func `A password prints as stars, wherever it lies`() throws {
        let configuration = try PostgresConfiguration(url: "postgres://ada:geheim@db/whence")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("geheim"))
        }
        #expect("\(configuration)" == "ada@db:5432/whence")
    }
}
