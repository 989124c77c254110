/// What goes wrong between a program and its peer, once the peer's name is known.
extension LogKnowledge {
    /// One side speaks TLS and the other doesn't, or HTTP and the other something else.
    static let protocols = LogSignature.all(
        .wrongProtocol,
        [
            "wrong version number", "wrong_version_number", "server gave http response to https client",
            "first record does not look like a tls handshake",
            "http request was sent to https port", "client sent an http request to an https server", "not an ssl/tls record",
            "unrecognized ssl message, plaintext connection", "malformed http response", "http/0.9 when not allowed", "received http/0.9",
            "unsupported or unrecognized ssl message", "server does not support ssl", "ssl is not enabled on the server", "no ssl encryption",
            "frame too large", "error reading server preface", "http: malformed", "packet length too long", "ssl: record_layer_failure",
            "invalid http response", "parse error: expected http/", "badstatusline", "hpe_invalid_constant", "server requires ssl",
            "protocol mismatch", "unexpected protocol", "invalid protocol version", "err_ssl_protocol_error", "unknown protocol",
            "insecure transport are prohibited", "protocol error: b'http", "invalidresponse",
        ])

    static let connections =
        // The connection stood, and nothing came.
        [
            LogSignature(.slow, "still waiting for", beside: ["lock"]), LogSignature(.slow, "read tcp", beside: ["i/o timeout"]),
            LogSignature(.slow, "read udp", beside: ["i/o timeout"]),
        ]
        + LogSignature.all(
            .connectionRefused,
            [
                "connection refused", "econnrefused", "connectexception", "actively refused", "connect: refused", "connectionrefusederror",
                "errno 111", "os error 111", "refused the connection", "connrefused", "connection was refused", "refused to connect",
                "connection_refused", "err_connection_refused",
            ])
        + [LogSignature(.connectionRefused, "connection to ", beside: [" refused"])]
        + LogSignature.all(
            .connectionTimedOut,
            [
                "connection timed out", "etimedout", "connect timeout", "connecttimeout", "connection timeout", "i/o timeout", "connect timed out",
                "timed out while connecting", "no route to host", "ehostunreach", "network is unreachable", "enetunreach", "operation timed out",
                "sockettimeoutexception: connect", "errno 110", "errno 113", "upstream connect error", "server selection timed out",
                "server selection timeout", "serverselectiontimeouterror", "timeout exceeded when trying to connect", "timeout was reached",
                "download timed out", "connection attempt timed out", "timed out connecting", "timed out trying to connect", "host is unreachable",
                "host unreachable", "network unreachable", "failed to connect within", "timeout connecting", "timeout while connecting",
                "destination unreachable", "connection timeout expired", "dial timeout", "os error 110", "os error 113", "timeout expired",
                "connection_timed_out", "error: timeout on waiting",
            ])
        + [
            LogSignature(.connectionTimedOut, "dial tcp", beside: ["timeout", "timed out", "deadline exceeded"]),
            LogSignature(.connectionTimedOut, "connect", beside: ["timed out", "deadline exceeded", "timeout"], unless: ["reconnect", "timeout="]),
            LogSignature(.connectionTimedOut, "no response", beside: [":"]),
        ]
        // Failures to connect that don't say how.
        + LogSignature.all(
            .connectionRefused,
            [
                "connection to server at", "can't connect to mysql server", "could not connect to redis", "failed to connect to all addresses",
                "could not connect to server", "no brokers available", "broker may not be available", "nobrokersavailable",
                "mongoserverselectionerror", "mongonetworkerror", "broker transport failure", "all connection attempts failed",
                "no connection could be made", "couldn't connect to server", "could not connect to database", "unable to connect to database",
                "failed to connect to database", "error connecting to", "unable to connect to", "can't connect to remote host", "can't connect to",
                "could not be established", "unable to open connection", "connection failed", "failed to establish a new connection",
                "max retries exceeded with url", "connection error", "is unreachable", "not reachable", "unreachable", "cannot reach",
                "can't reach", "could not reach", "unable to reach", "amqpconnectionerror", "connection could not", "failed to reach",
                "no available brokers", "no nodes available", "nonodeavailableexception", "cannot connect",
            ],
            unless: ["unreachable code"])
        + [
            LogSignature(.connectionRefused, "could not connect to ", beside: [":"]),
            LogSignature(.connectionRefused, "failed to connect", beside: [":", "/"]),
            LogSignature(.connectionRefused, "couldn't connect to ", beside: [":"]),
        ]

    static let upstreams =
        LogSignature.all(
            .upstreamError,
            [
                "503 service unavailable", "502 bad gateway", "504 gateway time", "upstream prematurely closed", "no healthy upstream",
                "service unavailable", "bad gateway", "gateway timeout", "gateway time-out", "answered 503", "answered 502", "answered 504",
                "answered 500", "returned 503", "returned 502", "returned 504", "returned 500", "status 503", "status 502", "status 504",
                "status 500", "status=503", "status=502", "status=504", "status=500", "status code 503", "status code 502", "status code 504",
                "status code 500", "status code: 503", "status code: 500", "statuscode=503", "code = unavailable", "circuit breaker",
                "circuitbreaker", "http 503", "http 502", "http 504", "http 500", "no live upstreams", "status: 503", "status: 502", "status: 500",
                "response 503", "response 500", "responded with 50", "responded with status 50", "got 503", "got 502", "got 500", "responded 50",
                "statusruntimeexception: unavailable", "no endpoints available for service", "returned error: 50",
                "server returned error: http/1.1 50",
                "server returned error: http/1.0 50", "http/1.1 500", "http/1.1 503", "http/1.1 502", "500 internal server error",
                "internal server error from", "unhealthy upstream", "dependency unhealthy", "health check failed for", "httperror 50",
                "http error 50",
                "not healthy", "status_code=50", "server error: 50", "code=503", "code=500", "upstream error", "upstream request failed",
                "replied 50", "reply 50",
            ], unless: ["probe"])
        + [
            LogSignature(.upstreamError, "upstream", beside: [" 500", " 502", " 503", " 504", "unhealthy", "unavailable"]),
            LogSignature(.upstreamError, " 502", beside: ["http", "upstream", "response", "err", "status"]),
            LogSignature(.upstreamError, " 503", beside: ["http", "upstream", "response", "err", "status"]),
            LogSignature(.upstreamError, " 504", beside: ["http", "upstream", "response", "err", "status"]),
            LogSignature(.upstreamError, "dependency", beside: [" 500", " 502", " 503", " 504", "unhealthy", "unavailable", "is down"]),
        ]

    /// What a network that drops packets is told by.
    static let losses =
        LogSignature.all(
            .packetsLost,
            [
                "packet loss", "packets lost", "packets dropped", "dropped packets", "tcp retransmi", "retransmission", "loss rate", "retransmits",
                "keepalive ping failed",
            ],
            unless: [" 0% packet loss", ", 0% packet", "no packet loss", "loss=0", "packet loss 0", "loss: 0", "retransmits=0", "0 retransmi"])

    /// Late answers, and what a slow network is told by.
    static let delays =
        LogSignature.all(
            .networkDelayed,
            [
                "network latency", "high rtt", "rtt=", "rtt ", "round-trip", "round trip", "network delay", "ping time", "high latency to",
                "latency to ",
            ],
            beside: ["high", "slow", "warn", "err", "exceed", "above", "too", "spike", "degrad", "increas", "delay"])
        + LogSignature.all(
            .slow,
            [
                "context deadline exceeded", "deadline exceeded", "deadline_exceeded", "read timed out", "readtimeout", "read timeout",
                "request timed out", "request timeout", "sockettimeoutexception", "timeoutexception", "timed out waiting for response",
                "canceling statement due to statement timeout", "lock wait timeout exceeded", "esockettimedout", "upstream timed out",
                "query timeout", "response timeout", "timeouterror", "timeout awaiting response headers", "timeout of ", "econnaborted",
                "awaiting headers", "slow query", "slow response", "slow upstream", "slow request", "slow dependency", "timed out after",
                "took too long", "timed out", "request took", "call took", "query took", "respond in time", "no answer within", "exceeded timeout",
                "timeout exceeded", "timeout after", "timeout waiting", "timeout while", "timeout reading", "und_err_headers_timeout",
                "requesttimeoutexception", "408 request timeout", "too slow", "slow:", "latency",
            ],
            beside: [
                "err", "fail", "warn", "timeout", "timed out", "exceeded", "slow", "fatal", "exception", "critical", "abort", "too long", "degraded",
            ], unless: ["timeout=", "timeout: 0"])

    static let cuts = LogSignature.all(
        .connectionLost,
        [
            "connection reset by peer", "econnreset", "broken pipe", "epipe", "server closed the connection unexpectedly", "lost connection to",
            "connection was killed", "mysql server has gone away", "socket hang up", "connection closed unexpectedly", "unexpected eof",
            "remotedisconnected", "terminating connection due to administrator", "connection aborted", "communications link failure",
            "connection closed by remote", "connection reset", "empty reply from server", "remote end closed connection", "server disconnected",
            "connection was closed", "connection lost", "closed by the remote host", "connection terminated", "errno 104", "peer closed connection",
            "eof occurred", "upstream disconnected", "stream removed", "transport is closing",
        ])
}
