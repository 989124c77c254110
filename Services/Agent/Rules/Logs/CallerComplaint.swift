import AgentDomain
import Contracts

/// What a server says of its callers: people who mistype their passwords, clients that go away. That is its work, and no trouble of its own.
struct CallerComplaint {
    private let dependencies: [Dependency]
    /// Mechanisms of which the log tells with many users: a program has an account or two with a peer, and many people have one with it.
    private let crowded: Set<LogMechanism>

    /// From so many on, they are people.
    private static let crowd = 3

    /// - Parameter facts: all of one log.
    init(facts: [LogFact], dependencies: [Dependency]) {
        self.dependencies = dependencies
        let takesAccounts = dependencies.contains { $0.peer.port.map(Self.portsWithAccounts.contains) ?? false }
        crowded = Set(
            Self.mechanisms.filter { mechanism in
                let told = facts.filter { $0.mechanism == mechanism && !$0.line.mentions(any: Self.clients) }
                // Who has accounts of its own with a peer shows by its callers' addresses alone that it speaks of them.
                guard !takesAccounts || told.contains(where: { $0.line.mentions(any: Self.words) }) else { return false }
                return Set(told.compactMap { LogSubject.account(in: $0.line) }).count >= Self.crowd
            })
    }

    static let mechanisms: Set<LogMechanism> = [.credentialsRejected, .connectionLost]

    /// PostgreSQL, MySQL, SQL Server, Oracle, MongoDB, Redis, Cassandra, ClickHouse, Elasticsearch, AMQP, NATS, Kafka, LDAP, SMTP.
    private static let portsWithAccounts: Set<Int> = [
        5432, 3306, 1433, 1521, 27017, 6379, 9042, 8123, 9000, 9200, 5671, 5672, 4222, 9092, 9093, 389, 636, 25, 465, 587,
    ]

    private static let words = [
        "from client", "client connection", "client_ip", "clientip", "client_addr", "remote_addr", "remoteaddr", "remote_ip", "source_ip",
        "client closed", "client disconnected", "client unexpectedly closed", "by client", "aborted connection", " ip=", "ipaddress=",
        // Whoever writes an answer to somebody who has left.
        "clientabortexception", "brokenpipeerror", "write: broken pipe", "ioexception: broken pipe", "asyncrequestnotusable",
    ]

    /// How libraries report what a server told them.
    private static let clients = [
        "exception", "operationalerror", "sqlstate", "pq: ", "failed to connect", "could not connect", "cannot connect", "unable to connect",
        "connection to server", "dial ",
    ]

    func covers(_ fact: LogFact, in investigation: Investigation) -> Bool {
        guard Self.mechanisms.contains(fact.mechanism),
            crowded.contains(fact.mechanism) && !fact.line.mentions(any: Self.clients) || fact.line.mentions(any: Self.words)
        else { return false }
        let peer = LogSubject.peer(in: fact, among: dependencies)
        guard !dependencies.contains(where: { $0.peer.host == peer?.host }) else { return false }
        return !investigation.alertMentions(
            "authentication", "authfail", "auth fail", "loginfail", "login fail", "unauthorized", "credential", "password", "401", "403", "reset")
    }
}
