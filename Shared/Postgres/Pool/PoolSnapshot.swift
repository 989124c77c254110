/// A pool's numbers at one moment, for gauges and counters.
package struct PoolSnapshot: Hashable, Sendable {
    package var maximum = 0
    /// Connections being opened.
    package var opening = 0
    package var idle = 0
    /// Idle connections that are being tried just now.
    package var checking = 0
    package var lent = 0
    package var waiting = 0
    /// Since the start: connections lent, callers who waited too long, connections made, and attempts that failed.
    package var acquired: UInt64 = 0
    package var timedOut: UInt64 = 0
    package var opened: UInt64 = 0
    package var openFailures: UInt64 = 0
    /// Why no connection could be made, until one is.
    package var lastFailure: PostgresError?

    package init() {}
}
