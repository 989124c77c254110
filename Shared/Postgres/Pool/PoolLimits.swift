/// How large a pool may be and how long things may take in it.
package struct PoolLimits: Hashable, Sendable {
    /// Connections that are kept open though nobody needs them.
    package var minimum = 1
    /// Connections at most, those being opened included. Each has a thread here and a process in the server.
    package var maximum = 10
    /// Callers that may wait at once; the next one fails at once.
    package var waiters = 10_000
    /// How long a caller waits for a connection.
    package var acquireTimeout = Duration.seconds(5)
    /// How long a caller waits while there is no connection at all and the last attempt to make one failed: long enough for a server that is
    /// there again already, short enough to be told of an outage.
    package var outageGrace = Duration.milliseconds(250)
    /// After this a connection is replaced, so that sessions follow a failover and free the server's memory.
    package var lifetime = Duration.seconds(3600)
    /// The part of the lifetime, from 0 to 1, that chance may take off, so that connections don't all end at once.
    package var lifetimeJitter = 0.2
    /// A connection beyond the minimum is closed when it was idle for so long.
    package var idleTimeout = Duration.seconds(300)
    /// An idle connection is tried after each such time.
    package var healthCheckInterval = Duration.seconds(30)
    /// The pause after a connection that could not be made; it doubles with each further failure.
    package var firstBackoff = Duration.milliseconds(100)
    package var longestBackoff = Duration.seconds(1)
    /// How long a pool that shuts down waits for the connections that it has lent.
    package var drainTimeout = Duration.seconds(10)

    package init() {}

    package init(minimum: Int, maximum: Int, acquireTimeout: Duration = .seconds(5)) {
        self.minimum = minimum
        self.maximum = maximum
        self.acquireTimeout = acquireTimeout
    }
}
