/// The names of a session's prepared statements, the least recently used one given up for a new one.
struct StatementCache {
    struct Key: Hashable {
        let sql: String
        /// The same SQL with other types is another statement.
        let types: [UInt32]
    }

    private struct Entry {
        let name: String
        var lastUse: UInt64
    }

    let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var uses: UInt64 = 0
    private var created: UInt64 = 0

    init(capacity: Int) {
        self.capacity = capacity
        entries.reserveCapacity(capacity)
    }

    var count: Int { entries.count }

    mutating func name(for key: Key) -> String? {
        uses += 1
        guard entries[key] != nil else { return nil }
        entries[key]?.lastUse = uses
        return entries[key]?.name
    }

    /// A name that no statement of this session ever had.
    mutating func newName() -> String {
        created += 1
        return "whence_\(created)"
    }

    /// Remembers a statement that the server has prepared.
    ///
    /// - Returns: the name of the statement to deallocate for it, if the cache was full. Finding it looks at each entry:
    ///   a program's statements are fewer than the capacity, so that it happens seldom.
    mutating func insert(_ key: Key, name: String) -> String? {
        uses += 1
        var evicted: String?
        if entries.count >= capacity, let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) {
            evicted = entries.removeValue(forKey: oldest.key)?.name
        }
        entries[key] = Entry(name: name, lastUse: uses)
        return evicted
    }

    mutating func remove(_ key: Key) -> String? {
        entries.removeValue(forKey: key)?.name
    }
}
