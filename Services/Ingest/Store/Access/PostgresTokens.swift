import Contracts
package import IngestDomain
package import Postgres
package import Primitives

/// The tokens' table.
package struct PostgresTokens: Sendable {
    private let query: @Sendable (PostgresQuery) async throws(PostgresError) -> PostgresRows

    package init(pool: PostgresPool) {
        query = { (query) async throws(PostgresError) in try await pool.query(query) }
    }

    package init(connection: PostgresConnection) {
        query = { (query) async throws(PostgresError) in try await connection.query(query) }
    }

    /// - Parameter hash: SHA-256 of the token, as 64 hexadecimal digits.
    /// - Returns: false where there are as many tokens as there may be.
    package func create(_ token: AccessToken, hash: String) async throws(PostgresError) -> Bool {
        let created = try await query(
            """
            INSERT INTO access_tokens (id, hash, name, role, source, cluster, created_at, created_by, expires_at)
            SELECT \(token.id), \(hash), \(token.name), \(token.role.rawValue), \(token.source), \(token.cluster),
                   \(token.createdAt)::timestamptz, \(token.createdBy), \(token.expiresAt)::timestamptz
            WHERE (SELECT count(*) FROM access_tokens WHERE revoked_at IS NULL) < \(AccessToken.maximumCount)
            """)
        return created.affectedRows == 1
    }

    /// - Returns: false where there is no such token, or it was revoked before.
    package func revoke(_ id: String, by name: String, at now: Timestamp) async throws(PostgresError) -> Bool {
        let revoked = try await query(
            """
            UPDATE access_tokens SET revoked_at = \(now), revoked_by = \(name)
            WHERE id = \(id) AND revoked_at IS NULL
            """)
        return revoked.affectedRows == 1
    }

    /// The newest first, with those that were revoked.
    package func all() async throws(PostgresError) -> [AccessToken] {
        let rows = try await query(
            """
            SELECT id, name, role, source, cluster, created_at, created_by, expires_at, last_used_at, revoked_at, hash
            FROM access_tokens
            ORDER BY created_at DESC, id
            LIMIT \(AccessToken.maximumCount)
            """)
        return try Self.tokens(rows).map(\.token)
    }

    /// What replicas hold in memory, by `access_tokens_valid`: those that have expired as well, so that who holds one is told why it no longer works.
    package func unrevoked() async throws(PostgresError) -> [(token: AccessToken, hash: String)] {
        let rows = try await query(
            """
            SELECT id, name, role, source, cluster, created_at, created_by, expires_at, last_used_at, revoked_at, hash
            FROM access_tokens
            WHERE revoked_at IS NULL
            ORDER BY id
            LIMIT \(AccessToken.maximumCount)
            """)
        return try Self.tokens(rows)
    }

    package func used(_ ids: [String], at now: Timestamp) async throws(PostgresError) {
        _ = try await query("UPDATE access_tokens SET last_used_at = \(now) WHERE id = ANY(\(ids)) AND last_used_at IS DISTINCT FROM \(now)")
    }

    private static func tokens(_ rows: PostgresRows) throws(PostgresError) -> [(token: AccessToken, hash: String)] {
        var tokens: [(token: AccessToken, hash: String)] = []
        for row in rows {
            let (id, name, role, source, cluster, createdAt, createdBy, expiresAt, lastUsedAt, revokedAt, hash) = try row.decode(
                as: (
                    String, String, String, String?, String?, Timestamp, String, Timestamp?, Timestamp?, Timestamp?, String
                ).self)
            // A role that a newer version has added: this one can't know what it allows.
            guard let role = Role(rawValue: role) else { continue }
            tokens.append(
                (
                    AccessToken(
                        id: id, name: name, role: role, source: source, cluster: cluster, createdAt: createdAt, createdBy: createdBy,
                        expiresAt: expiresAt, lastUsedAt: lastUsedAt, revokedAt: revokedAt), hash
                ))
        }
        return tokens
    }
}
