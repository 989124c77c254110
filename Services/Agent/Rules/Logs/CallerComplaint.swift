import AgentDomain
import Contracts

/// What a server says of its callers: people who mistype their passwords, clients that go away. That is its work, and no trouble of its own.
struct CallerComplaint {
    private let dependencies: [Dependency]
    /// Mechanisms of which the log tells with several users: a program has one account with a peer, and many people have one with it.
    private let crowded: Set<LogMechanism>

    /// - Parameter facts: all of one log.
    init(facts: [LogFact], dependencies: [Dependency]) {
        self.dependencies = dependencies
        var users: [LogMechanism: Set<String>] = [:]
        for fact in facts where Self.mechanisms.contains(fact.mechanism) {
            if let user = LogSubject.user(in: fact.line) { users[fact.mechanism, default: []].insert(user) }
        }
        crowded = Set(users.filter { $0.value.count > 1 }.keys)
    }

    static let mechanisms: Set<LogMechanism> = [.credentialsRejected, .connectionLost]

    private static let words = [
        "from client", "client connection", "client_ip", "clientip", "client_addr", "remote_addr", "remoteaddr", "remote_ip", "source_ip",
        "client closed", "client disconnected", "client unexpectedly closed", "by client", "aborted connection", " ip=",
    ]

    func covers(_ fact: LogFact, in investigation: Investigation) -> Bool {
        guard Self.mechanisms.contains(fact.mechanism), crowded.contains(fact.mechanism) || fact.line.mentions(any: Self.words) else { return false }
        let peer = LogSubject.peer(in: fact, among: dependencies)
        guard !dependencies.contains(where: { $0.peer.host == peer?.host }) else { return false }
        return !investigation.alertMentions(
            "authentication", "authfail", "auth fail", "loginfail", "login fail", "unauthorized", "credential", "password", "401", "403", "reset")
    }
}
