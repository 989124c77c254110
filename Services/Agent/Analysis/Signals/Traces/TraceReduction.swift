import AgentDomain
import Primitives
import Tempo

/// A stored trace, reduced to what bears on a diagnosis.
struct TraceReduction: Sendable {
    private let tree: SpanTree
    private let critical: [(span: Int, share: Duration)]

    private static let shown = 8
    /// Characters of a name or message; what is masked is bounded again, to what a person reads.
    private static let maximumText = 2_000
    /// Below it, where the time went is nobody's fault.
    private static let slow = Duration.milliseconds(500)
    /// Of the request's duration, what one span must take to be blamed for it.
    private static let blamedShare = 0.4

    /// - Returns: nil for a trace without spans.
    init?(_ trace: StoredTrace) {
        guard let tree = SpanTree(trace.spans) else { return nil }
        self.tree = tree
        critical = tree.criticalPath()
    }

    func trace(_ id: TraceID, query: String) -> RequestTrace {
        let root = tree.spans[tree.root]
        return RequestTrace(
            id: "\(id)", query: query, rootService: root.service, rootName: String(root.name.prefix(Self.maximumText)), start: root.start,
            duration: root.length, spanCount: tree.spans.count,
            criticalPath: critical.sorted { $0.share > $1.share }.prefix(Self.shown).map(\.span)
                .sorted { tree.spans[$0].start < tree.spans[$1].start }.map(span),
            slowest: tree.spans.indices.map { ($0, tree.selfTime(of: $0)) }.sorted { $0.1 > $1.1 }.prefix(Self.shown).map { span($0.0) },
            failing: failing.prefix(Self.shown).map(span), blame: blame)
    }

    /// The innermost first.
    private var failing: [Int] {
        tree.spans.indices.filter { isFailed($0) }.sorted {
            (tree.depths[$1], tree.spans[$0].start) < (tree.depths[$0], tree.spans[$1].start)
        }
    }

    private func isFailed(_ position: Int) -> Bool {
        let span = tree.spans[position]
        if span.isFailed { return true }
        // Instrumentation that sets no status still tells the code.
        return span.kind == .server && (statusCode(span).flatMap { Int($0) }).map { (500...599).contains($0) } ?? false
    }

    // MARK: Blame

    private var blame: RequestTrace.Blame? {
        let origin = failing.first { position in !tree.children(of: position).contains { isFailed($0) } }
        if let origin { return blameForFailure(origin) }
        let total = tree.spans[tree.root].length
        guard total >= Self.slow, let most = critical.max(by: { $0.share < $1.share }) else { return nil }
        let share = most.share.seconds / total.seconds
        guard share >= Self.blamedShare else { return nil }
        return blame(.slow, most.span, share)
    }

    private func blameForFailure(_ origin: Int) -> RequestTrace.Blame {
        let total = max(tree.spans[tree.root].length.seconds, 1e-6)
        let failed = tree.spans[origin]
        // A caller that gave up on an answer which was under way: its callee was too slow.
        if failed.kind == .client, let callee = tree.children(of: origin).max(by: { tree.spans[$0].length < tree.spans[$1].length }),
            tree.spans[callee].service != failed.service, tree.spans[callee].length.seconds >= failed.length.seconds * 0.8
        {
            return blame(.slow, callee, min(1, tree.spans[callee].length.seconds / total))
        }
        return blame(.failed, origin, min(1, tree.selfTime(of: origin).seconds / total))
    }

    /// Whoever recorded the span; or its peer, where that recorded nothing.
    private func blame(_ fault: RequestTrace.Blame.Fault, _ position: Int, _ share: Double) -> RequestTrace.Blame {
        let stored = tree.spans[position]
        let isOutbound = stored.kind == .client || stored.kind == .producer
        let isAnswered = tree.children(of: position).contains { tree.spans[$0].service != stored.service }
        let found = span(position)
        guard isOutbound, !isAnswered, let peer = stored.attributes["peer.service"] ?? found.peer?.host ?? found.system else {
            return RequestTrace.Blame(fault: fault, service: stored.service, isTraced: true, span: found, share: share)
        }
        return RequestTrace.Blame(fault: fault, service: peer, isTraced: false, span: found, share: share)
    }

    // MARK: Spans

    private func span(_ position: Int) -> TraceSpan {
        let span = tree.spans[position]
        let message = span.statusMessage ?? span.attributes["exception.message"] ?? span.attributes["error.type"]
        return TraceSpan(
            service: span.service, name: String(span.name.prefix(Self.maximumText)), kind: TraceSpan.Kind(span.kind), start: span.start,
            duration: span.length, selfTime: tree.selfTime(of: position), isFailed: isFailed(position),
            message: message.map { String($0.prefix(Self.maximumText)) }, peer: peer(span),
            system: ["db.system", "db.system.name", "messaging.system", "rpc.system"].lazy.compactMap { span.attributes[$0] }.first,
            statusCode: statusCode(span), namespace: span.resource["k8s.namespace.name"], pod: span.resource["k8s.pod.name"])
    }

    private func statusCode(_ span: StoredSpan) -> String? {
        ["http.response.status_code", "http.status_code", "rpc.grpc.status_code"].lazy.compactMap { span.attributes[$0] }.first
    }

    /// By OpenTelemetry's present names and by those that came before.
    private func peer(_ span: StoredSpan) -> PeerAddress? {
        guard span.kind == .client || span.kind == .producer else { return nil }
        for (host, port) in [
            ("server.address", "server.port"), ("net.peer.name", "net.peer.port"), ("network.peer.address", "network.peer.port"),
            ("net.peer.ip", "net.peer.port"), ("peer.hostname", "peer.port"), ("http.host", ""),
        ] {
            guard let name = span.attributes[host], !name.isEmpty else { continue }
            return PeerAddress(host: name, port: span.attributes[port].flatMap { Int($0) })
        }
        return nil
    }
}

extension TraceSpan.Kind {
    fileprivate init(_ kind: StoredSpan.Kind) {
        self =
            switch kind {
            case .unspecified: .unspecified
            case .internal: .internal
            case .server: .server
            case .client: .client
            case .producer: .producer
            case .consumer: .consumer
            }
    }
}
