/// How jobs are worked on.
package struct DispatcherOptions: Sendable {
    /// Names this replica in the jobs that it holds.
    package var worker: String
    /// Requests to the agent at the same time.
    package var concurrency = 8
    /// For how long a job is this replica's; renewed at a third of it. After a crash it takes as long until another replica goes on.
    package var lease: Duration = .seconds(30)
    /// How often to look for jobs that no notification told of: retries that fall due, jobs of replicas that died.
    package var pollInterval: Duration = .seconds(2)
    /// The pause after the agent was found to be away; it doubles up to ``maximumPause`` while that lasts.
    package var pause: Duration = .seconds(1)
    package var maximumPause: Duration = .seconds(30)

    /// Between attempts to store an answer while the database is away. Sixty are made: longer than PostgreSQL takes to restart.
    package var storePause: Duration = .seconds(1)

    package init(worker: String) {
        self.worker = worker
    }
}
