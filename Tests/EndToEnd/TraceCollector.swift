import Primitives
import TestSupport

/// An OpenTelemetry collector on a real socket, which keeps what it is sent.
struct TraceCollector: Sendable {
    let server: SimulatedServer

    struct Span: Sendable {
        var service: String
        var trace: String
        var id: String
        var parent: String?
        var name: String
        var attributes: [String: JSONValue]
        var links: [String]
        var isFailure: Bool
    }

    init(_ answer: SimulatedServer.Answer = .ok("{}")) async throws {
        server = try await SimulatedServer { _ in answer }
    }

    /// What a service needs to export to it, soon after spans have ended.
    var settings: [String: String] {
        ["OTEL_EXPORTER_OTLP_ENDPOINT": server.address, "OTEL_BSP_SCHEDULE_DELAY": "100", "OTEL_EXPORTER_OTLP_TIMEOUT": "1000"]
    }

    /// All that were sent so far.
    func spans() throws -> [Span] {
        try server.requests.flatMap { request -> [Span] in
            let body = try JSONDecoding.decode(JSONValue.self, from: Array(request.body.utf8))
            return (body["resourceSpans"]?.array ?? []).flatMap { Self.read($0) }
        }
    }

    private static func read(_ resource: JSONValue) -> [Span] {
        let service = attributes(resource["resource"])["service.name"]?.string ?? ""
        let spans: [JSONValue] = (resource["scopeSpans"]?.array ?? []).flatMap { $0["spans"]?.array ?? [] }
        return spans.map { span in
            Span(
                service: service, trace: span["traceId"]?.string ?? "", id: span["spanId"]?.string ?? "", parent: span["parentSpanId"]?.string,
                name: span["name"]?.string ?? "", attributes: attributes(span),
                links: (span["links"]?.array ?? []).compactMap { $0["spanId"]?.string }, isFailure: span["status"]?["code"]?.integer == 2)
        }
    }

    private static func attributes(_ holder: JSONValue?) -> [String: JSONValue] {
        let pairs = (holder?["attributes"]?.array ?? []).compactMap { attribute -> (String, JSONValue)? in
            guard let name = attribute["key"]?.string, case .object(let value)? = attribute["value"], let only = value.values.first else {
                return nil
            }
            return (name, only)
        }
        return Dictionary(pairs) { first, _ in first }
    }
}

extension [TraceCollector.Span] {
    /// Those whose parent isn't among them.
    var strays: [TraceCollector.Span] {
        let ids = Set(map(\.id))
        return filter { !ids.contains($0.parent ?? "") }
    }

    /// The names from a trace's first span down to this one.
    func path(to span: TraceCollector.Span) -> [String] {
        guard let parent = first(where: { $0.id == span.parent && $0.trace == span.trace }) else { return [span.name] }
        return path(to: parent) + [span.name]
    }
}
