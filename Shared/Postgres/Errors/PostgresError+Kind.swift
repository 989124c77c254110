extension PostgresError {
    /// What went wrong in a few words for anybody, without the addresses, users and values that ``message`` may hold.
    package var kind: String {
        switch reason {
        case .server(let state): "the database refuses (SQLSTATE \(state))"
        case .connection(.unreachable): "the database can't be reached"
        case .connection(.timedOut): "the database doesn't answer"
        case .connection(.rejected): "the database refuses this user, password or database"
        case .connection(.tls): "no encrypted connection can be agreed on with the database, or its certificate isn't trusted"
        case .connection(.unavailable): "the database takes no connections just now"
        case .connection(.lost), .connection(.closed): "the connection to the database broke"
        case .poolTimeout: "no connection to the database became free in time"
        case .poolClosed: "the service is stopping"
        case .cancelled: "the database was given up on"
        case .configuration: "the database can't be used as it is reached"
        case .encoding, .decoding: "the database's answer can't be read"
        case .migration: "the database's schema isn't this program's"
        }
    }
}
