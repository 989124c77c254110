import CPostgres

/// Where the server is and how a session with it starts: libpq's own connection parameters, and this program's additions.
package struct PostgresConfiguration: Hashable, Sendable {
    /// libpq's keywords ("Parameter Key Words" in its manual) but the password.
    package var parameters: [String: String]
    package var password: PostgresPassword?

    /// How long a connection may take to come up, all addresses of the host together.
    package var connectTimeout: Duration = .seconds(5)
    /// How long the server works on a statement before it gives up (57014). Nil for no limit.
    package var statementTimeout: Duration? = .seconds(30)
    /// How long the server keeps a transaction, and its locks, whose client says nothing (25P03): one that hangs, or that the network has lost.
    /// Between two statements a client that is well takes milliseconds.
    package var idleTransactionTimeout: Duration = .seconds(3)
    /// How many prepared statements a connection keeps; 0 for none, as a pooler between may require.
    package var statementCacheCapacity = 256

    /// - Parameter url: `postgres://user:password@host:port/database?sslmode=verify-full`, or `host=… dbname=…`.
    /// - Throws: `configuration`, without any part of the text that could be the password.
    package init(url: String) throws(PostgresError) {
        (parameters, password) = try Self.parse(url)
        parameters["application_name"] = parameters["application_name"] ?? "whence"
        if let seconds = parameters.removeValue(forKey: "connect_timeout").flatMap({ Int($0) }), seconds > 0 {
            connectTimeout = .seconds(seconds)
        }
    }

    /// As libpq wants it: the same settings, whoever wrote the connection string.
    var keywords: [(String, String)] {
        var all = parameters
        all["client_encoding"] = "UTF8"
        all["fallback_application_name"] = nil
        // A peer that vanished is noticed within a minute, and by the sender of unanswered bytes sooner.
        for (name, value) in [
            ("keepalives", "1"), ("keepalives_idle", "30"), ("keepalives_interval", "10"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "10000"),
        ] where all[name] == nil {
            all[name] = value
        }
        // The server looks for a vanished client as the client does for a vanished server; on a Unix socket it has no need to.
        var options = "-c timezone=UTC -c idle_in_transaction_session_timeout=\(idleTransactionTimeout.wholeMilliseconds)"
        options += " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3 -c tcp_user_timeout=30000"
        // Statements here read a few rows by index. Where the planner takes one for more, compiling it costs thirty times what running it does.
        options += " -c jit=off"
        if let statementTimeout {
            options += " -c statement_timeout=\(statementTimeout.wholeMilliseconds)"
        }
        all["options"] = all["options"].map { options + " " + $0 } ?? options
        if let password { all["password"] = password.text }
        return all.sorted { $0.key < $1.key }
    }

    private static func parse(_ url: String) throws(PostgresError) -> ([String: String], PostgresPassword?) {
        guard !url.utf8.contains(0) else { throw PostgresError(.configuration, "the connection string holds a NUL byte") }
        var message: UnsafeMutablePointer<CChar>?
        guard let options = PQconninfoParse(url, &message) else {
            defer { PQfreemem(message) }
            let text = message.map { String(cString: $0) } ?? "out of memory"
            throw PostgresError(.configuration, "the connection string can't be read: \(withoutQuotes(text))")
        }
        defer { PQconninfoFree(options) }
        var parameters: [String: String] = [:]
        var option = options
        while let keyword = option.pointee.keyword {
            if let value = option.pointee.val {
                parameters[String(cString: keyword)] = String(cString: value)
            }
            option += 1
        }
        let password = parameters.removeValue(forKey: "password").map(PostgresPassword.init)
        return (parameters, password)
    }

    /// libpq quotes the part that it stumbled over, which may well be the password; and that may hold quotes itself.
    private static func withoutQuotes(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        guard let first = line.firstIndex(of: "\""), let last = line.lastIndex(of: "\"") else { return line }
        return line[...first] + "***" + line[last...]
    }
}

extension PostgresConfiguration: CustomStringConvertible {
    /// Who and where, for logs.
    package var description: String {
        let host = parameters["host"] ?? "default host"
        return "\(parameters["user"] ?? "default user")@\(host):\(parameters["port"] ?? "5432")/\(parameters["dbname"] ?? "default database")"
    }
}

extension Duration {
    var wholeMilliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }
}
