public import Primitives

/// One traced request, reduced to what bears on a diagnosis.
public struct RequestTrace: Hashable, Sendable {
    /// 32 hexadecimal digits.
    public var id: String
    /// The TraceQL that found it, so that a person can ask again.
    public var query: String
    public var rootService: String
    public var rootName: String
    public var start: Timestamp
    public var duration: Duration
    /// Spans in the trace, which may be more than are kept here.
    public var spanCount: Int
    /// From the root to the span that the request waited for last, in order of time.
    public var criticalPath: [TraceSpan]
    /// By their own time, without that of the spans within them; the slowest first.
    public var slowest: [TraceSpan]
    /// The innermost first: where a failure began, before those that it made fail.
    public var failing: [TraceSpan]
    /// nil where the request neither failed nor spent most of its time in one place.
    public var blame: Blame?

    public init(
        id: String, query: String, rootService: String, rootName: String, start: Timestamp, duration: Duration, spanCount: Int,
        criticalPath: [TraceSpan] = [], slowest: [TraceSpan] = [], failing: [TraceSpan] = [], blame: Blame? = nil
    ) {
        self.id = id
        self.query = query
        self.rootService = rootService
        self.rootName = rootName
        self.start = start
        self.duration = duration
        self.spanCount = spanCount
        self.criticalPath = criticalPath
        self.slowest = slowest
        self.failing = failing
        self.blame = blame
    }

    /// Whom a trace holds responsible, and for what.
    public struct Blame: Hashable, Sendable {
        public enum Fault: String, Hashable, Sendable {
            case failed, slow
        }

        public var fault: Fault
        /// The service that failed or was slow; a peer that sent no spans of its own goes by its address or the system's name (`postgresql`).
        public var service: String
        /// False where the blamed service sent no spans: only its caller has seen it.
        public var isTraced: Bool
        public var span: TraceSpan
        /// Of the request's duration, what the blamed span alone took. 0…1
        public var share: Double

        public init(fault: Fault, service: String, isTraced: Bool, span: TraceSpan, share: Double) {
            self.fault = fault
            self.service = service
            self.isTraced = isTraced
            self.span = span
            self.share = share
        }
    }
}

/// One step of a traced request.
public struct TraceSpan: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable {
        case unspecified, `internal`, server, client, producer, consumer
    }

    public var service: String
    public var name: String
    public var kind: Kind
    public var start: Timestamp
    public var duration: Duration
    /// Without the time of the spans within it.
    public var selfTime: Duration
    public var isFailed: Bool
    /// What the span, or the exception in it, says of its failure; masked and bounded.
    public var message: String?
    /// Where it connects to: `server.address`, `net.peer.name`, `db.system`.
    public var peer: PeerAddress?
    /// `postgresql`, `redis`, `kafka`: of a call to such a system.
    public var system: String?
    /// Of HTTP; or the name of gRPC's.
    public var statusCode: String?
    public var namespace: String?
    public var pod: String?

    public init(
        service: String, name: String, kind: Kind = .unspecified, start: Timestamp, duration: Duration, selfTime: Duration? = nil,
        isFailed: Bool = false, message: String? = nil, peer: PeerAddress? = nil, system: String? = nil, statusCode: String? = nil,
        namespace: String? = nil, pod: String? = nil
    ) {
        self.service = service
        self.name = name
        self.kind = kind
        self.start = start
        self.duration = duration
        self.selfTime = selfTime ?? duration
        self.isFailed = isFailed
        self.message = message
        self.peer = peer
        self.system = system
        self.statusCode = statusCode
        self.namespace = namespace
        self.pod = pod
    }
}
