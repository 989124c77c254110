import TestSupport

/// Something that goes wrong for a while.
enum Fault: Hashable, Sendable {
    enum Program: String, Hashable, Sendable {
        case ingest, agent
    }

    /// SIGKILL, and a new start after a while.
    case killed(Program, Int)
    /// SIGTERM, which has to end in the grace period, and a new start after a while.
    case stopped(Program, Int)
    /// SIGSTOP, and SIGCONT after a while.
    case hung(Program, Int)
    /// PostgreSQL ends, and starts again after a while.
    case databaseDown(PostgresServer.StopMode)
    /// One of PostgreSQL's sessions is killed, and it recovers by itself.
    case sessionKilled
    /// Between a replica of ingest and PostgreSQL; nil for all replicas at once.
    case databaseLink(TCPProxy.Mode, Int?)
    /// Between a replica of ingest and the agents.
    case agentLink(TCPProxy.Mode, Int)

    /// What the figures are gathered by.
    var kind: String {
        switch self {
        case .killed(let program, _): "\(program.rawValue): SIGKILL"
        case .stopped(let program, _): "\(program.rawValue): SIGTERM"
        case .hung(let program, _): "\(program.rawValue): hung"
        case .databaseDown(let mode): "PostgreSQL: \(mode) stop"
        case .sessionKilled: "PostgreSQL: session killed"
        case .databaseLink(let mode, nil): "all links to PostgreSQL: \(mode.name)"
        case .databaseLink(let mode, _): "a link to PostgreSQL: \(mode.name)"
        case .agentLink(let mode, _): "a link to the agents: \(mode.name)"
        }
    }
}

extension TCPProxy.Mode {
    fileprivate var name: String {
        switch self {
        case .pass: "well"
        case .delay: "slow"
        case .limit: "narrow"
        case .stall: "stalled"
        case .swallow: "half-open"
        case .reset: "reset"
        case .refuse: "refused"
        }
    }
}
