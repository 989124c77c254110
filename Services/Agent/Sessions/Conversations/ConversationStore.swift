package import Contracts
package import Primitives

/// Remembers conversations.
package protocol ConversationStore: Sendable {
    /// How long one is kept after its last question; nil for ever.
    var lifetime: Duration? { get }

    func conversation(_ id: UUIDv7) async throws(SessionError) -> ChatHistory?

    /// - Returns: false where it was kept by another request meanwhile: then this one's version is too old.
    func keep(_ conversation: ChatHistory) async throws(SessionError) -> Bool
}

/// Conversations in the database where there is one, and in memory where there is none or it is away.
package struct Conversations: Sendable {
    private let database: (any ConversationStore)?
    private let memory: MemoryConversations

    package init(database: (any ConversationStore)?, memory: MemoryConversations) {
        self.database = database
        self.memory = memory
    }

    /// - Throws: where the database is away, and the conversation may well be in it.
    package func conversation(_ id: UUIDv7) async throws(SessionError) -> ChatHistory? {
        if let remembered = memory.conversation(id) { return remembered }
        return try await database?.conversation(id)
    }

    /// - Returns: where it is kept, and until when at least; nil where another request kept a newer one.
    package func keep(_ conversation: ChatHistory) async -> Kept? {
        if let database, memory.conversation(conversation.id) == nil {
            do throws(SessionError) {
                guard try await database.keep(conversation) else { return nil }
                return Kept(memory: .database, until: database.lifetime.map { conversation.updatedAt + $0 })
            } catch {
                // It goes on in memory: its asker is told.
            }
        }
        guard memory.keep(conversation) else { return nil }
        return Kept(memory: .memory, until: conversation.updatedAt + memory.lifetime)
    }

    package struct Kept: Hashable, Sendable {
        package var memory: ConversationMemory
        /// nil for ever.
        package var until: Timestamp?
    }
}
