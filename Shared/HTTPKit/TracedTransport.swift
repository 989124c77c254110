import HTTPTypes
import Telemetry

/// Makes a span of each request within a traced piece of work, and says to the server whose part it is (W3C Trace Context).
///
/// Attributes are those of OpenTelemetry's conventions for HTTP clients; a URL stands there without its query and without credentials.
package struct TracedTransport<Base: Transport>: Transport {
    private let base: Base
    private let client: String
    private let tellsServer: Bool

    /// - Parameters:
    ///   - client: what the transport is for: `agent`, `kubernetes`, `prometheus`.
    ///   - tellsServer: whether the trace's context is sent along. A stranger's server has no use for it.
    package init(_ base: Base, client: String, tellsServer: Bool = true) {
        self.base = base
        self.client = client
        self.tellsServer = tellsServer
    }

    package func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        try await withSpan(request.spanName, .client, attributes(of: request)) { span throws(TransportError) in
            do throws(TransportError) {
                let response = try await base.send(told(request, of: span))
                span?.answered(response.status)
                return response
            } catch {
                span?.fail(error)
                throw error
            }
        }
    }

    private func told(_ request: OutboundRequest, of span: ActiveSpan?) -> OutboundRequest {
        guard tellsServer, let span else { return request }
        var request = request
        request.headers.setTraceContext(span.context)
        return request
    }

    private func attributes(of request: OutboundRequest) -> SpanAttributes {
        let authority = request.authority
        return [
            "http.request.method": .text(request.method.rawValue), "url.full": .text(request.shownURL), "server.address": .text(authority.host),
            "server.port": authority.port.map { .count($0) }, "whence.client": .text(client),
        ]
    }
}

extension TracedTransport: StreamingTransport where Base: StreamingTransport {
    package func stream<Reader: ResponseReader>(
        _ request: OutboundRequest, silence: Duration, into reader: Reader
    ) async -> StreamedResponse<Reader> {
        await withSpan(request.spanName, .client, attributes(of: request)) { span in
            let traced = await base.stream(told(request, of: span), silence: silence, into: TracedReader(base: reader))
            if let status = traced.reader.status { span?.answered(status) }
            if let failure = traced.failure { span?.fail(failure) }
            return StreamedResponse(reader: traced.reader.base, failure: traced.failure)
        }
    }
}

/// Remembers an answer's status.
private struct TracedReader<Base: ResponseReader>: ResponseReader {
    var base: Base
    var status: HTTPResponse.Status?

    mutating func receive(_ head: ResponseHead) -> Bool {
        status = head.status
        return base.receive(head)
    }

    mutating func receive(_ bytes: [UInt8]) -> Bool { base.receive(bytes) }
}

extension ActiveSpan {
    /// A client takes any answer of 400 and above for a failure; what the body says of it isn't for a trace.
    fileprivate func answered(_ status: HTTPResponse.Status) {
        set("http.response.status_code", .count(status.code))
        if status.code >= 400 { fail("the server answered \(status.code)", type: "\(status.code)") }
    }

    fileprivate func fail(_ error: TransportError) {
        fail(error.detail, type: error.reason.rawValue)
    }
}

extension HTTPFields {
    fileprivate mutating func setTraceContext(_ context: TraceContext) {
        self[.traceParent] = context.traceParent
        self[.traceState] = context.state.text.isEmpty ? nil : context.state.text
    }
}

extension HTTPField.Name {
    // The names are valid by their spelling; the fallbacks are never taken.
    fileprivate static let traceParent = HTTPField.Name("traceparent") ?? .via
    fileprivate static let traceState = HTTPField.Name("tracestate") ?? .via
}

extension OutboundRequest {
    /// One of few: what the request does where that is known, else its method alone, by OpenTelemetry's rule for clients.
    fileprivate var spanName: String { operation.map { "\(method.rawValue) \($0)" } ?? method.rawValue }

    /// Without credentials, query and fragment.
    fileprivate var shownURL: String { String(summary.drop { $0 != " " }.dropFirst()) }

    fileprivate var authority: (host: String, port: Int?) {
        let url = shownURL
        let isTLS = url.hasPrefix("https:")
        guard let scheme = url.firstRange(of: "://") else { return (url, nil) }
        let authority = url[scheme.upperBound...].prefix { $0 != "/" }
        let fallback = isTLS ? 443 : 80
        guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...]) else {
            return (String(authority), fallback)
        }
        return (String(authority[..<colon]), port)
    }
}
