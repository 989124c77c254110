package import Primitives
import Synchronization

/// Conversations of this process: so many, the longest unused leave first, and each for an hour after its last question.
package final class MemoryConversations: Sendable {
    package let lifetime: Duration
    private let limit: Int
    private let clock: WallClock
    private let kept = Mutex<[UUIDv7: ChatHistory]>([:])

    package init(limit: Int = 500, lifetime: Duration = .seconds(3600), clock: WallClock = .system) {
        self.limit = limit
        self.lifetime = lifetime
        self.clock = clock
    }

    package func conversation(_ id: UUIDv7) -> ChatHistory? {
        let oldest = clock.now - lifetime
        return kept.withLock { kept in
            kept[id].flatMap { $0.updatedAt < oldest ? nil : $0 }
        }
    }

    /// - Returns: false where another request kept a newer one.
    package func keep(_ conversation: ChatHistory) -> Bool {
        let oldest = clock.now - lifetime
        var conversation = conversation
        conversation.version += 1
        return kept.withLock { kept in
            if let known = kept[conversation.id], known.version >= conversation.version { return false }
            kept[conversation.id] = conversation
            guard kept.count > limit else { return true }
            kept = kept.filter { $0.value.updatedAt >= oldest }
            while kept.count > limit, let unused = kept.min(by: { $0.value.updatedAt < $1.value.updatedAt }) { kept[unused.key] = nil }
            return true
        }
    }
}
