/// What programs write when they fail, as data: across languages, databases, brokers and HTTP and gRPC clients.
///
/// A phrase matches anywhere in a lower-cased line. Phrases are the fixed parts of messages that runtimes and libraries print,
/// so that no application's own wording is needed; where a phrase is too common, further words must stand beside it.
struct LogSignature: Sendable {
    var mechanism: LogMechanism
    var phrase: [UInt8]
    /// Of these, one must also stand in the line. Empty: none is needed.
    var beside: [[UInt8]]
    /// Of these, none may.
    var unless: [[UInt8]]
    /// Short names that other words may hold: `ModuleNotFoundError` is no ENOTFOUND, and `remoteAccess` no EACCES.
    var isWord: Bool

    private static let words: Set<String> = [
        "enotfound", "econnrefused", "econnreset", "etimedout", "ehostunreach", "enetunreach", "eaddrinuse", "eacces", "eperm", "enoent", "epipe",
        "enospc", "erofs", "enomem", "unknown ca", "nxdomain", "servfail",
    ]

    init(_ mechanism: LogMechanism, _ phrase: String, beside: [String] = [], unless: [String] = []) {
        self.mechanism = mechanism
        self.phrase = Array(phrase.utf8)
        self.beside = beside.map { Array($0.utf8) }
        self.unless = unless.map { Array($0.utf8) }
        isWord = Self.words.contains(phrase)
    }

    private static func all(_ mechanism: LogMechanism, _ phrases: [String], beside: [String] = [], unless: [String] = []) -> [LogSignature] {
        phrases.map { LogSignature(mechanism, $0, beside: beside, unless: unless) }
    }

    /// In order: the first match of a line wins, so the exact stand before the general.
    static let table: [LogSignature] =
        all(
            .forbiddenByRBAC,
            [
                "is forbidden: user \"system:serviceaccount:", "forbidden: user \\\"system:serviceaccount:", "cannot list resource",
                "cannot get resource", "cannot watch resource", "cannot create resource",
            ])
        + all(
            .certificateExpired,
            [
                "certificate has expired", "certificate expired", "cert_has_expired", "certificate is expired", "sslv3 alert certificate expired",
                "notafter:", "certificateexpiredexception", "certificate is not yet valid", "expired certificate",
            ])
        + all(
            .certificateUntrusted,
            [
                "certificate signed by unknown authority", "unable to find valid certification path", "self signed certificate",
                "self-signed certificate", "certificate verify failed", "unable to verify the first certificate", "unable_to_verify_leaf_signature",
                "unable to get local issuer certificate", "unknown ca", "pkix path building failed", "x509: certificate",
                "err_tls_cert_altname_invalid",
                "hostname/ip does not match certificate", "certificate is not trusted", "untrusted certificate", "certificate_unknown",
                "no subject alternative", "remotecertificatechainerrors", "remotecertificatenamemismatch", "invalid peer certificate",
            ])
        + all(
            .readOnly,
            [
                "read-only transaction", "cannot execute insert in a read-only", "cannot execute update in a read-only", "super-read-only",
                "--read-only option", "you can't write against a read only replica", "readonly you can't write", "not master and slaveok",
                "notwritableprimary", "not primary", "not_master", "node is not primary", "default_transaction_read_only",
                "attempt to write a readonly database", "database is read-only", "database is in read only mode", "index read-only",
                "cluster_block_exception",
            ])
        + all(
            .tooManyConnections,
            [
                "too many connections", "too many clients already", "remaining connection slots are reserved", "max number of clients reached",
                "connection limit exceeded", "too_many_connections", "maximum number of connections", "max_user_connections",
                "no more connections allowed", "too many open connections",
            ])
        + all(
            .poolTimedOut,
            [
                "queuepool limit of size", "connection pool exhausted", "connection pool is exhausted",
                "timed out waiting for a connection from the pool", "unable to acquire jdbc connection",
                "connection is not available, request timed out", "pool timeout",
            ])
        + all(
            .credentialsRejected,
            [
                "password authentication failed", "authentication failed", "authentication failure", "access denied for user",
                "login failed for user",
                "invalid username or password", "invalid password", "wrong password", "wrongpass", "noauth authentication required",
                "err invalid password", "invalid credentials", "bad credentials", "auth failed", "authenticationexception", "access_refused",
                "no pg_hba.conf entry", "sasl authentication", "invalidaccesskeyid", "signaturedoesnotmatch", "invalid_grant", "invalid_client",
                "authorization failed", "401 unauthorized", "status 401", "status code 401", "statuscode: 401", "http 401", "unauthenticated",
                "ora-01017", "scram failure", "credentials rejected", "login incorrect", "invalid api key", "expiredtoken", "invalid token",
                "user name or password is incorrect", "no password supplied", "not authorized to access", "unable to authenticate",
            ])
        + [LogSignature(.credentialsRejected, "role \"", beside: ["does not exist"])]
        + all(
            .nameServerFailing,
            [
                "server misbehaving", "temporary failure in name resolution", "eai_again", "connection timed out; no servers could be reached",
                "no servers could be reached", "servfail", "dns lookup timed out", "dns query timed out", "try again later (dns",
                "temporary failure resolving",
            ])
        + [LogSignature(.nameServerFailing, "lookup ", beside: ["i/o timeout", ":53: read: connection refused", ":53: connect"])]
        + all(
            .unknownHost,
            [
                "no such host", "name or service not known", "enotfound", "unknownhostexception", "unknown host", "could not translate host name",
                "could not resolve host", "couldn't resolve host", "nodename nor servname", "nxdomain", "unknown mysql server host", "bad address",
                "name does not resolve",
                "no address associated with hostname",
                "host not found", "temporary failure in host lookup", "dns resolution failed", "failed to lookup address", "name resolution failure",
                "getaddrinfo failed", "gaierror", "no route to host is known", "unresolvable", "unable to resolve host", "hostname lookup",
                "name resolution failed", "nodename unknown", "server can't find", "failed to lookup",
            ])
        // What else programs resolve: modules, beans, placeholders.
        + all(
            .unknownHost, ["can't resolve", "cannot resolve", "could not resolve", "failed to resolve"],
            unless: [
                "placeholder", "bean", "module", "symbol", "import", " type", "class ", " view", "plugin", "variable", "schema", "$ref",
                "dependency tree",
            ])
        + all(
            .addressInUse,
            ["address already in use", "eaddrinuse", "port is already allocated", "port already in use", "only one usage of each socket"])
        + [LogSignature(.addressInUse, "bind", beside: ["in use"]), LogSignature(.addressInUse, "port ", beside: ["was already in use"])]
        + all(
            .diskFull,
            [
                "no space left on device", "enospc", "disk quota exceeded", "disk full", "not enough space", "insufficient disk space",
                "out of disk space",
                "device full", "no free disk space", "disk is full", "could not extend file", "flood stage disk watermark",
            ])
        + all(.wrongArchitecture, ["exec format error", "cannot execute binary file", "rosetta error", "qemu-", "wrong elf class"])
        + all(
            .outOfMemory,
            [
                "java.lang.outofmemoryerror", "outofmemoryerror", "javascript heap out of memory", "reached heap limit", "cannot allocate memory",
                "runtime: out of memory", "memoryerror", "std::bad_alloc", "out of memory: killed process", "gc overhead limit exceeded",
                "system.outofmemoryexception", "failed to allocate", "memory allocation of", "allowed memory size of", "oom-killer",
                "fatal error: out of memory", "noMemoryError", "enomem", "killed process",
            ].map { $0.lowercased() })
        + all(
            .missingVariable,
            [
                "environment variable", "env var", "env variable",
            ],
            beside: [
                "missing", "not set", "required", "must be set", "undefined", "not defined", "is empty", "unset", "not found", "no value",
                "must be provided",
                "not present", "not provided", "not specified",
            ])
        + [
            LogSignature(.missingVariable, "keyerror: '"), LogSignature(.missingVariable, "parameter not set"),
            LogSignature(.missingVariable, "parameter null or not set"), LogSignature(.missingVariable, "unbound variable"),
            LogSignature(.missingVariable, "could not resolve placeholder"), LogSignature(.missingVariable, "environ["),
            LogSignature(.missingVariable, "environment variables", beside: ["missing", "required", "not set"]),
            LogSignature(.missingVariable, "database is uninitialized and superuser password is not specified"),
            LogSignature(.missingVariable, "you need to specify one of the following as an environment variable"),
        ]
        + all(
            .connectionRefused,
            [
                "connection refused", "econnrefused", "connectexception", "actively refused", "connect: refused", "connectionrefusederror",
                "errno 111", "refused the connection", "connrefused",
            ])
        + [LogSignature(.connectionRefused, "connection to ", beside: [" refused"])]
        + all(
            .connectionTimedOut,
            [
                "connection timed out", "etimedout", "connect timeout", "connecttimeout", "connecttimeouterror", "connection timeout", "i/o timeout",
                "connect timed out", "timed out while connecting", "no route to host", "ehostunreach", "network is unreachable", "enetunreach",
                "operation timed out", "sockettimeoutexception: connect", "errno 110", "errno 113", "upstream connect error",
                "server selection timed out", "serverselectiontimeouterror", "timeout exceeded when trying to connect",
            ])
        + [LogSignature(.connectionTimedOut, "dial tcp", beside: ["timeout", "timed out"])]
        // Failures to connect that don't say how.
        + all(
            .connectionRefused,
            [
                "connection to server at", "can't connect to mysql server", "could not connect to redis", "failed to connect to all addresses",
                "could not connect to server", "no brokers available", "broker may not be available", "nobrokersavailable",
                "mongoserverselectionerror",
                "broker transport failure", "all connection attempts failed", "no connection could be made", "couldn't connect to server",
                "could not connect to database", "unable to connect to database", "failed to connect to database", "error connecting to",
                "unable to connect to",
            ])
        + [
            LogSignature(.connectionRefused, "could not connect to ", beside: [":"]),
            LogSignature(.connectionRefused, "failed to connect to ", beside: [":"]),
            LogSignature(.connectionRefused, "cannot connect to ", beside: [":"]),
        ]
        + all(
            .upstreamError,
            [
                "503 service unavailable", "502 bad gateway", "504 gateway time", "upstream prematurely closed", "no healthy upstream",
                "service unavailable", "bad gateway", "gateway timeout", "gateway time-out", "answered 503", "answered 502", "answered 504",
                "answered 500",
                "returned 503", "returned 502", "returned 504", "returned 500", "status 503", "status 502", "status 504", "status=503", "status=502",
                "status=504", "status code 503", "status code 502", "status code 504", "status code: 503", "statuscode=503", "code = unavailable",
                "circuit breaker", "circuitbreaker", "http 503", "http 502", "http 504", "no live upstreams", "status: 503", "status: 502",
                "response 503",
                "responded with 50", "got 503", "got 502", "statusruntimeexception: unavailable", "no endpoints available for service",
            ])
        + [LogSignature(.upstreamError, "upstream", beside: [" 500", " 502", " 503", " 504"])]
        + all(
            .slow,
            [
                "context deadline exceeded", "deadline exceeded", "deadline_exceeded", "read timed out", "readtimeout", "read timeout",
                "request timed out",
                "request timeout", "sockettimeoutexception", "timeoutexception", "timed out waiting for response",
                "canceling statement due to statement timeout",
                "lock wait timeout exceeded", "esockettimedout", "upstream timed out", "query timeout", "response timeout", "timeouterror",
            ])
        + all(
            .connectionLost,
            [
                "connection reset by peer", "econnreset", "broken pipe", "epipe", "server closed the connection unexpectedly", "lost connection to",
                "connection was killed", "mysql server has gone away", "socket hang up", "connection closed unexpectedly", "unexpected eof",
                "remotedisconnected",
                "the database system is starting up", "the database system is shutting down", "terminating connection due to administrator",
                "connection aborted", "communications link failure", "connection closed by remote",
            ])
        + all(
            .commandNotFound,
            [
                "executable file not found", "command not found", "no such file or directory: unknown", "can't open file '",
                "cannot find module '", "could not find or load main class", "unable to access jarfile", "modulenotfounderror", "no module named",
                "exec: \"", "unknown command", "unknown flag", "unrecognized option", "unrecognized arguments", "unknown option", "invalid option",
                "flag provided but not defined", "unknown shorthand flag", "the following arguments are required",
            ])
        + [LogSignature(.commandNotFound, ": not found", beside: ["sh: ", "bash: ", "env: ", "/bin/"])]
        + all(
            .invalidConfiguration,
            [
                "syntax error", "parse error", "parsing error", "failed to parse", "error parsing", "cannot parse", "unable to parse",
                "could not parse",
                "invalid configuration", "configuration error", "config file error", "bad directive", "config error", "invalid config", "yaml: ",
                "unexpected token", "invalid character",
                "invalid syntax", "error in configuration", "bad configuration", "configuration file", "unknown directive", "[emerg]",
                "invalid value",
                "invalid url", "malformed", "scannererror", "jsondecodeerror", "toml:", "unmarshal", "mapping values are not allowed",
                "unknown field",
                "unknown configuration", "configuration property", "failed to load config", "error loading config", "could not load config",
                "missing required config", "required configuration", "invalid port", "bad config",
            ],
            beside: [
                "err", "fatal", "fail", "invalid", "emerg", "panic", "exception", "cannot", "unable", "unknown", "unexpected", "missing", "critical",
                "could not", "mapping values",
            ])
        + all(
            .permissionDenied,
            [
                "permission denied", "eacces", "operation not permitted", "eperm", "read-only file system", "erofs", "access is denied",
                "accessdeniedexception",
            ])
        + all(
            .missingFile,
            ["no such file or directory", "enoent", "file not found", "filenotfound", "cannot find the file", "nosuchfileexception"])
        + all(
            .segmentationFault,
            ["segmentation fault", "sigsegv", "signal 11", "invalid memory address or nil pointer", "bus error", "sigbus", "core dumped"])
        + all(
            .crash,
            [
                "panic:", "traceback (most recent call last)", "unhandled exception", "uncaught exception", "unhandledpromiserejection",
                "exception in thread", "fatal error", "thread 'main' panicked", "terminate called after", "assertion failed", "unhandled rejection",
                "uncaught error", "stack overflow", "aborted", "fatal:", "application startup failed", "application run failed", "abort trap",
            ])
        + [
            LogSignature(.crash, "fatal"), LogSignature(.crash, "panic"), LogSignature(.crash, "critical"), LogSignature(.crash, "exception"),
            LogSignature(.crash, "error"), LogSignature(.crash, "emerg"), LogSignature(.crash, "failed"), LogSignature(.crash, "failure"),
        ]
}
