import CPostgres
import Glibc

/// One PGconn: starts it, waits for its socket, ends it. It lives on the thread of its connection and never leaves it.
///
/// The socket is nonblocking and every wait is a `poll` that also listens to the gate's pipe: so a cancellation or a deadline
/// ends each of them.
final class LibpqSession {
    let pointer: OpaquePointer
    let gate: CancellationGate
    /// How long a statement may be unanswered before the connection counts as lost; nil for ever.
    let responseTimeout: Duration?
    /// When everything that is under way on the session must have ended; nil for no such moment.
    var deadline: ContinuousClock.Instant?
    private var cancelRequest: CancelRequest?

    /// What the network may add to the server's own limit on a statement.
    private static let networkAllowance = Duration.seconds(5)
    /// How long a cancel request may take on its way.
    private static let cancelDelivery = Duration.seconds(3)

    /// - Throws: `connection`, also `cancelled` where the gate is asked to.
    init(_ configuration: PostgresConfiguration, gate: CancellationGate) throws(PostgresError) {
        let keywords = configuration.keywords
        guard let pointer = Self.start(keywords) else { throw PostgresError(.connection(.unreachable), "out of memory") }
        self.pointer = pointer
        self.gate = gate
        responseTimeout = configuration.statementTimeout.map { $0 + Self.networkAllowance }
        PQsetErrorVerbosity(pointer, PQERRORS_VERBOSE)
        try connect(configuration)
        PQsetErrorVerbosity(pointer, PQERRORS_DEFAULT)
        guard PQsetnonblocking(pointer, 1) == 0 else { throw lost() }
        cancelRequest = CancelRequest(of: pointer)
    }

    deinit {
        PQfinish(pointer)
    }

    var socket: Int32 { PQsocket(pointer) }

    var isBroken: Bool { PQstatus(pointer) != CONNECTION_OK }

    /// Neither in a transaction nor in the middle of a command.
    var isIdle: Bool { PQtransactionStatus(pointer) == PQTRANS_IDLE }

    var isInFailedTransaction: Bool { PQtransactionStatus(pointer) == PQTRANS_INERROR }

    /// What broke the connection, in libpq's words.
    func lost() -> PostgresError {
        let text = PQerrorMessage(pointer).map { String(cString: $0).oneLine } ?? ""
        return PostgresError(.connection(.lost), text.isEmpty ? "the connection to PostgreSQL broke" : text)
    }

    /// Asks the server to stop what this session is doing, and returns when the server has taken note.
    ///
    /// - Throws: where that is unknown. The request may then still arrive, so that no further statement may be sent.
    func sendCancelRequest() throws(PostgresError) {
        guard cancelRequest?.send(within: Self.cancelDelivery) == false else { return }
        throw PostgresError(.connection(.timedOut), "a cancel request did not reach PostgreSQL in time; the connection is given up")
    }

    enum Readiness {
        case socket
        case woken
        case timedOut
    }

    /// Waits until the socket is ready, the gate's pipe wakes the thread, or the deadline passes.
    func wait(for events: Int32, until deadline: ContinuousClock.Instant?) throws(PostgresError) -> Readiness {
        var pollers = [
            pollfd(fd: socket, events: Int16(truncatingIfNeeded: events), revents: 0),
            pollfd(fd: gate.pipe.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        while true {
            var milliseconds: Int32 = -1
            if let deadline {
                // Rounded up, so that a wait never ends just before its deadline.
                let left = ContinuousClock.now.duration(to: deadline) + .microseconds(999)
                milliseconds = Int32(clamping: max(0, left.wholeMilliseconds))
            }
            let count = poll(&pollers, 2, milliseconds)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw PostgresError(.connection(.lost), "poll failed: error \(errno)") }
            if pollers[1].revents != 0 {
                gate.pipe.drain()
                return .woken
            }
            return count == 0 ? .timedOut : .socket
        }
    }

    private static func start(_ keywords: [(String, String)]) -> OpaquePointer? {
        let names = keywords.map { strdup($0.0) }
        let values = keywords.map { strdup($0.1) }
        defer {
            for text in names + values { free(text) }
        }
        // Each list ends with NULL.
        return PQconnectStartParams(names.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 0)
    }

    private func connect(_ configuration: PostgresConfiguration) throws(PostgresError) {
        let deadline = ContinuousClock.now + configuration.connectTimeout
        func failure() -> PostgresError {
            let text = PQerrorMessage(pointer).map { String(cString: $0) } ?? "no reason given"
            return PostgresError(connecting: text, password: configuration.password)
        }
        guard PQstatus(pointer) != CONNECTION_BAD else { throw failure() }
        PQsetNoticeProcessor(pointer, { _, _ in }, nil)
        var events = POLLOUT
        while true {
            guard !gate.isRequested else { throw PostgresError(.cancelled, "cancelled while connecting") }
            switch try wait(for: events, until: deadline) {
            case .woken: continue
            case .timedOut:
                throw PostgresError(.connection(.timedOut), "no connection to \(configuration) within \(configuration.connectTimeout)")
            case .socket: break
            }
            switch PQconnectPoll(pointer) {
            case PGRES_POLLING_OK: return
            case PGRES_POLLING_READING: events = POLLIN
            case PGRES_POLLING_WRITING: events = POLLOUT
            default: throw failure()
            }
        }
    }
}

extension LibpqSession {
    var isEncrypted: Bool { PQsslInUse(pointer) == 1 }

    var processID: Int32 { PQbackendPID(pointer) }
}
