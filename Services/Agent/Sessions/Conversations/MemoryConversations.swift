import Contracts
package import Primitives
import Synchronization

/// Conversations of this process: so many, and so many bytes of them, the longest unused leave first, and each for an hour after its last question.
package final class MemoryConversations: Sendable {
    package let lifetime: Duration
    private let limit: Int
    private let clock: WallClock
    private let maximumBytes: Int
    private let kept = Mutex(Kept())

    private struct Kept {
        var conversations: [UUIDv7: (history: ChatHistory, bytes: Int)] = [:]
        var bytes = 0

        mutating func set(_ history: ChatHistory?, for id: UUIDv7) {
            bytes -= conversations[id]?.bytes ?? 0
            conversations[id] = history.map { (history: $0, bytes: $0.bytes) }
            bytes += conversations[id]?.bytes ?? 0
        }
    }

    package init(limit: Int = 500, maximumBytes: Int = 64 << 20, lifetime: Duration = .seconds(3600), clock: WallClock = .system) {
        self.limit = limit
        self.maximumBytes = maximumBytes
        self.lifetime = lifetime
        self.clock = clock
    }

    package func conversation(_ id: UUIDv7) -> ChatHistory? {
        let oldest = clock.now - lifetime
        return kept.withLock { kept in
            kept.conversations[id].flatMap { $0.history.updatedAt < oldest ? nil : $0.history }
        }
    }

    /// - Returns: false where another request kept a newer one.
    package func keep(_ conversation: ChatHistory) -> Bool {
        let oldest = clock.now - lifetime
        var conversation = conversation
        conversation.version += 1
        return kept.withLock { kept in
            if let known = kept.conversations[conversation.id], known.history.version >= conversation.version { return false }
            kept.set(conversation, for: conversation.id)
            guard kept.conversations.count > limit || kept.bytes > maximumBytes else { return true }
            let byUse = kept.conversations.values.map(\.history).sorted { $0.updatedAt < $1.updatedAt }
            for unused in byUse where unused.id != conversation.id {
                guard unused.updatedAt < oldest || kept.conversations.count > limit || kept.bytes > maximumBytes else { break }
                kept.set(nil, for: unused.id)
            }
            return true
        }
    }
}

extension ChatHistory {
    /// Of its texts, which are nearly all of it.
    fileprivate var bytes: Int {
        exchanges.reduce(0) { sum, exchange in
            exchange.evidence.reduce(sum + exchange.question.utf8.count + exchange.answer.utf8.count) {
                $0 + $1.text.utf8.count + $1.query.utf8.count
            }
        }
    }
}
