import Postgres
import Telemetry

/// The pool's numbers, read when they are asked for.
enum PoolMetrics {
    static func register(_ pool: PostgresPool, in registry: MetricsRegistry) {
        registry.gauge("whence_postgres_connections", help: "Connections to PostgreSQL, by what they do.") {
            let snapshot = pool.snapshot
            return [
                (Label("state", "idle"), Double(snapshot.idle + snapshot.checking)), (Label("state", "lent"), Double(snapshot.lent)),
                (Label("state", "opening"), Double(snapshot.opening)),
            ]
        }
        registry.gauge("whence_postgres_connections_max", help: "Connections to PostgreSQL at most.") { Double(pool.snapshot.maximum) }
        registry.gauge("whence_postgres_waiting", help: "Callers that wait for a connection.") { Double(pool.snapshot.waiting) }
        registry.counter("whence_postgres_acquired_total", help: "Connections lent.") { Double(pool.snapshot.acquired) }
        registry.counter("whence_postgres_acquire_timeouts_total", help: "Callers who waited too long.") { Double(pool.snapshot.timedOut) }
        registry.counter("whence_postgres_connects_total", help: "Connections made.") { Double(pool.snapshot.opened) }
        registry.counter("whence_postgres_connect_failures_total", help: "Connections that could not be made.") {
            Double(pool.snapshot.openFailures)
        }
    }
}
