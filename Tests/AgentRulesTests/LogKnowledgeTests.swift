import Testing

@testable import AgentRules

/// What lines of logs say, whoever wrote them; and lines that only sound like it.
@Suite struct LogKnowledgeTests {
    static let telling: [(String, LogMechanism)] = [
        ("wget: can't connect to remote host (10.96.12.3): Connection refused", .connectionRefused),
        ("curl: (7) Failed to connect to orders port 80 after 2 ms: Couldn't connect to server", .connectionRefused),
        ("wget: download timed out", .connectionTimedOut),
        ("curl: (28) Failed to connect to orders port 80 after 5001 ms: Timeout was reached", .connectionTimedOut),
        ("orders-db:5432 - no response", .connectionTimedOut),
        ("orders-db:5432 - rejecting connections", .upstreamError),
        ("wget: server returned error: HTTP/1.1 503 Service Unavailable", .upstreamError),
        ("curl: (22) The requested URL returned error: 502", .upstreamError),
        ("read tcp 10.1.0.5:41234->10.96.0.10:5432: i/o timeout", .slow),
        ("wget: bad address 'orders'", .unknownHost),
        ("getaddrinfo EAI_AGAIN orders", .nameServerFailing),
        (";; connection timed out; no servers could be reached", .nameServerFailing),
        ("panic: pq: permission denied for table invoices", .credentialsRejected),
        ("redis.exceptions.AuthenticationError: WRONGPASS invalid username-password pair", .credentialsRejected),
        ("ERROR 1290 (HY000): The MySQL server is running with the --read-only option", .readOnly),
        ("FATAL:  sorry, too many clients already", .tooManyConnections),
        ("OOM command not allowed when used memory > 'maxmemory'.", .upstreamError),
        ("x509: certificate has expired or is not yet valid: current time 2026-11-21T07:00:00Z is after 2026-11-20T00:00:00Z", .certificateExpired),
        ("curl: (60) SSL certificate problem: unable to get local issuer certificate", .certificateUntrusted),
        ("Error: write EPROTO: error:0A00010B:SSL routines::wrong version number", .wrongProtocol),
        ("--- orders ping statistics --- 20 packets transmitted, 14 received, 30% packet loss", .packetsLost),
        ("httpd: bind: Address in use", .addressInUse),
        ("OSError: [Errno 28] No space left on device", .diskFull),
        ("run.sh: line 3:    17 Killed                  ./load", .outOfMemory),
        ("Killed", .outOfMemory),
        ("exec /entrypoint.sh: no such file or directory", .commandNotFound),
        ("sh: can't open '/scripts/run.sh': No such file or directory", .commandNotFound),
        ("/bin/sh: 1: serve: not found", .commandNotFound),
        ("KeyError: 'DATABASE_URL'", .missingVariable),
        ("required key DB_HOST missing value", .missingVariable),
        ("Error: env API_TOKEN must be defined", .missingVariable),
        ("Error from server (Forbidden): pods is forbidden: User \"system:serviceaccount:shop:web\" cannot list resource \"pods\"", .forbiddenByRBAC),
    ]

    @Test(arguments: telling) func aLineTellsItsMechanism(line: String, mechanism: LogMechanism) {
        #expect(LogScanner.mechanism(of: line) == mechanism)
    }

    static let harmless = [
        "\tat GetAddrInfoReqWrap.onlookupall [as oncomplete] (node:dns:120:26)",
        "    at org.postgresql.jdbc.ConnectionRefusedHandler.handle(ConnectionRefusedHandler.java:88)",
        "INFO import finished: 120 rows, 0 errors", "level=info msg=\"request done\" error=<nil>", "GET /docs/connection-refused 200 3ms",
        "  --retry-connrefused   retry when the connection is refused", "INFO reconnected to orders-db:5432 after 3 attempts",
        "connection to queue: retry succeeded", "INFO health: 0 failed, 12 ok", "192.168.1.4 - - \"GET /errors/timeout HTTP/1.1\" 304 0",
        "--- orders ping statistics --- 20 packets transmitted, 20 received, 0% packet loss",
    ]

    @Test(arguments: harmless) func aLineThatOnlySoundsLikeAFailureTellsNothing(line: String) {
        #expect(LogScanner.mechanism(of: line) == nil)
    }

    @Test func aLowerCaseKeyIsTheProgramsOwnAndNoVariable() {
        #expect(LogScanner.mechanism(of: "KeyError: 'user_id'") == .crash)
    }

    @Test func everyMechanismIsReachedByTheTable() {
        let reached = Set(LogSignature.table.map(\.mechanism))
        #expect(Set(LogMechanism.allCases).subtracting(reached).isEmpty)
    }
}
