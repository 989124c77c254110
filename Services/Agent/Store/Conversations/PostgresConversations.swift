package import AgentSessions
import Postgres
package import Primitives

/// The table `conversations`.
package struct PostgresConversations: ConversationStore {
    package let lifetime: Duration?
    private let database: SessionDatabase

    package init(_ database: SessionDatabase, lifetime: Duration?) {
        self.database = database
        self.lifetime = lifetime
    }

    package func conversation(_ id: UUIDv7) async throws(SessionError) -> ChatHistory? {
        let rows = try await database.query("SELECT conversation FROM conversations WHERE id = \(id)")
        return try decoded { () throws(PostgresError) in try rows.first?.decode(as: PostgresJSON.self).decode() }
    }

    package func keep(_ conversation: ChatHistory) async throws(SessionError) -> Bool {
        var conversation = conversation
        let known = conversation.version
        conversation.version += 1
        let document = try decoded { () throws(PostgresError) in try PostgresJSON(encoding: conversation).text }
        let rows = try await database.query(
            """
            INSERT INTO conversations AS c (id, incident_id, updated_at, version, conversation)
            VALUES (
                \(conversation.id), \(conversation.incidentID?.storable), \(conversation.updatedAt), \(Int64(conversation.version)),
                \(document)::json)
            ON CONFLICT (id) DO UPDATE
            SET updated_at = excluded.updated_at, version = excluded.version, conversation = excluded.conversation
            WHERE c.version = \(Int64(known))
            RETURNING 1
            """)
        return !rows.isEmpty
    }
}
