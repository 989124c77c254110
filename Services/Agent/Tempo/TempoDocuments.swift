import Primitives

/// The answer of `/api/search`.
struct SearchAnswer: Decodable {
    var traces: [Trace]?

    struct Trace: Decodable {
        var traceID: String
        var rootServiceName: String?
        var rootTraceName: String?
        var startTimeUnixNano: LooseNumber?
        var durationMs: Int64?
    }
}

/// The answer of `/api/v2/traces/{id}` (`{"trace": {"resourceSpans": …}}`), and of `/api/traces/{id}` (`{"batches": …}`): OTLP in JSON.
struct TraceAnswer: Decodable {
    private var trace: Body?
    private var status: String?
    private var batches: [Batch]?
    private var resourceSpans: [Batch]?

    /// More say nothing new, and cost.
    static let maximumSpans = 5000

    func trace(_ id: TraceID) -> StoredTrace? {
        let found = trace?.resourceSpans ?? trace?.batches ?? resourceSpans ?? batches ?? []
        var spans: [StoredSpan] = []
        var isCut = false
        for batch in found {
            let resource = Attribute.texts(batch.resource?.attributes)
            for scope in batch.scopeSpans ?? batch.instrumentationLibrarySpans ?? [] {
                for span in scope.spans ?? [] {
                    guard spans.count < Self.maximumSpans else {
                        isCut = true
                        break
                    }
                    if let stored = StoredSpan(span, resource) { spans.append(stored) }
                }
            }
        }
        guard !spans.isEmpty else { return nil }
        return StoredTrace(id: id, spans: spans, isComplete: !isCut && status?.lowercased() != "partial")
    }

    private struct Body: Decodable {
        var resourceSpans: [Batch]?
        var batches: [Batch]?
    }

    private struct Batch: Decodable {
        var resource: Resource?
        var scopeSpans: [Scope]?
        /// Its name before OTLP 0.15.
        var instrumentationLibrarySpans: [Scope]?
    }

    private struct Resource: Decodable {
        var attributes: [Attribute]?
    }

    private struct Scope: Decodable {
        var spans: [Span]?
    }

    fileprivate struct Span: Decodable {
        var spanId: String?
        var parentSpanId: String?
        var name: String?
        var kind: LooseNumber?
        var startTimeUnixNano: LooseNumber?
        var endTimeUnixNano: LooseNumber?
        var attributes: [Attribute]?
        var events: [Event]?
        var status: Status?
    }

    fileprivate struct Event: Decodable {
        var name: String?
        var attributes: [Attribute]?
    }

    fileprivate struct Status: Decodable {
        var code: LooseNumber?
        var message: String?
    }

    fileprivate struct Attribute: Decodable {
        var key: String
        var value: JSONValue?

        /// The plain values as text; lists and maps are left out.
        static func texts(_ attributes: [Attribute]?) -> [String: String] {
            var texts: [String: String] = [:]
            for attribute in attributes ?? [] {
                guard let value = attribute.value?.object?.first?.value else { continue }
                texts[attribute.key] = value.plainText
            }
            return texts
        }
    }
}

extension StoredSpan {
    fileprivate init?(_ span: TraceAnswer.Span, _ resource: [String: String]) {
        guard let id = span.spanId, !id.isEmpty, let start = span.startTimeUnixNano?.time, let end = span.endTimeUnixNano?.time else { return nil }
        self.id = id
        parentID = span.parentSpanId.flatMap { $0.isEmpty ? nil : $0 }
        name = span.name ?? ""
        kind = span.kind.flatMap { Self.kind($0.text) } ?? .unspecified
        self.start = start
        self.end = max(start, end)
        isFailed = ["2", "STATUS_CODE_ERROR"].contains(span.status?.code?.text)
        statusMessage = span.status?.message.flatMap { $0.isEmpty ? nil : $0 }
        attributes = TraceAnswer.Attribute.texts(span.attributes)
        for event in span.events ?? [] where event.name == "exception" {
            attributes.merge(TraceAnswer.Attribute.texts(event.attributes)) { $1 }
        }
        self.resource = resource
    }

    /// By number, or by its name in the protocol.
    private static func kind(_ text: String) -> Kind? {
        if let number = Int(text) { return Kind(rawValue: number) }
        return switch text {
        case "SPAN_KIND_INTERNAL": .internal
        case "SPAN_KIND_SERVER": .server
        case "SPAN_KIND_CLIENT": .client
        case "SPAN_KIND_PRODUCER": .producer
        case "SPAN_KIND_CONSUMER": .consumer
        default: nil
        }
    }
}

/// A number that JSON may carry as text, because 64 bits don't fit into a double; or an enumeration's name.
struct LooseNumber: Decodable {
    var text: String

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        // What is no text has to be a number, whose own error is the one that counts.
        if let text = try? container.decode(String.self) {
            self.text = text
        } else {
            text = String(try container.decode(Int64.self))
        }
    }

    /// Nanoseconds since 1970, as a time; nil for what can't be one.
    var time: Timestamp? {
        guard let nanoseconds = Int64(text), nanoseconds > 0 else { return nil }
        return Timestamp(microseconds: nanoseconds / 1000)
    }
}

extension JSONValue {
    fileprivate var plainText: String? {
        switch self {
        case .string(let text): text
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        case .bool(let flag): flag ? "true" : "false"
        default: nil
        }
    }
}
