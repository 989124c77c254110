import HummingbirdCore

/// Accepts connections up to a number. Others wait in the kernel's queue, where they cost next to nothing.
struct ConnectionLimit: AvailableConnectionsDelegate {
    private let maximum: Int
    private let hits: LimitHits
    private var count = 0

    init(maximum: Int, hits: LimitHits) {
        self.maximum = maximum
        self.hits = hits
    }

    mutating func connectionOpened() {
        count += 1
        if count == maximum { hits.hit(.connections) }
    }

    mutating func connectionClosed() {
        count -= 1
    }

    func isAcceptingNewConnections() -> Bool { count < maximum }
}
