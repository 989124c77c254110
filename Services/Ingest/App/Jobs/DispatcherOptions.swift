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
    /// Up to so long a notification is slept over, by chance, so that replicas that hear it at once don't ask for jobs at once.
    package var wakeSpread: Duration = .milliseconds(25)
    /// Failures of the agent in a row after which it is left alone for ``circuitPause``; then one request at a time sees whether it is back.
    package var circuitFailures = 3
    package var circuitPause: Duration = .seconds(5)
    /// How long a busy agent may ask to be left alone.
    package var longestRest: Duration = .seconds(300)
    /// What it is given where it doesn't say how long.
    package var rest: Duration = .seconds(2)

    /// Between attempts to store an answer while the database is away. Sixty are made: longer than PostgreSQL takes to restart.
    package var storePause: Duration = .seconds(1)

    package init(worker: String) {
        self.worker = worker
    }
}
