package import IngestDomain
package import Settings

/// How jobs are worked on, and when they are given up.
package struct JobSettings: SettingsGroup {
    package var concurrency: Int
    package var lease: Duration
    package var pollInterval: Duration
    package var queue: QueuePolicy
    package var circuitFailures: Int
    package var circuitPause: Duration
    package var sweepInterval: Duration

    package init(reading settings: inout SettingsReader) {
        concurrency = settings.integer("JOB_CONCURRENCY", default: 8, in: 1...1000, help: "Requests of this replica to the agent at once.")
        lease = settings.seconds(
            "JOB_LEASE_SECONDS", default: .seconds(30), in: 1...3600, help: "After a crash it takes as long until another replica goes on.")
        pollInterval = settings.seconds(
            "JOB_POLL_SECONDS", default: .seconds(2), in: 0.05...600, help: "How often to look for jobs that nothing told of.")
        var retries = IngestDomain.RetryPolicy()
        retries.maximumAttempts = settings.integer(
            "JOB_MAX_ATTEMPTS", default: retries.maximumAttempts, in: 1...100, help: "Attempts at a job before it is left to people.")
        retries.base = settings.seconds(
            "JOB_RETRY_SECONDS", default: retries.base, in: 0.01...600, help: "The wait after a job's first failure; it doubles from there.")
        retries.maximum = settings.seconds("JOB_RETRY_MAX_SECONDS", default: retries.maximum, in: 0.01...86_400, help: "The longest such wait.")
        queue = QueuePolicy()
        queue.retries = retries
        queue.concurrency = settings.integer(
            "JOB_TOTAL_CONCURRENCY", default: queue.concurrency, in: 1...100_000, help: "Requests to agents at once, of all replicas together.")
        queue.precedence = settings.seconds(
            "JOB_PRECEDENCE_SECONDS", default: queue.precedence, in: 0...86_400,
            help: "How much older than it is a job counts, for each step of severity above the lowest (there are four).")
        queue.overdueAfter = settings.seconds(
            "ANALYSIS_OVERDUE_SECONDS", default: queue.overdueAfter, in: 1...604_800,
            help: "After this without an answer an incident says that its analysis is overdue.")
        circuitFailures = settings.integer(
            "AGENT_CIRCUIT_FAILURES", default: 3, in: 1...1000, help: "Failures of the agent in a row after which it is left alone for a while.")
        circuitPause = settings.seconds(
            "AGENT_CIRCUIT_SECONDS", default: .seconds(5), in: 0.01...3600,
            help: "That while; after it, one request at a time sees whether the agent is back.")
        sweepInterval = settings.seconds(
            "SWEEP_SECONDS", default: .seconds(1), in: 0.05...600, help: "How often to look for incidents that are to be resolved.")
    }

    func dispatcher(worker: String) -> DispatcherOptions {
        var options = DispatcherOptions(worker: worker)
        (options.concurrency, options.lease, options.pollInterval) = (concurrency, lease, pollInterval)
        (options.circuitFailures, options.circuitPause) = (circuitFailures, circuitPause)
        return options
    }
}
