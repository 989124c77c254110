import Primitives
package import Telemetry

/// A batch of spans as OTLP has it in JSON: an `ExportTraceServiceRequest`.
///
/// Ids are hexadecimal, other 64-bit numbers are strings, enumerations are numbers. Every text passes the masking boundary, and is cut afterwards.
///
/// Source: https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding and opentelemetry-proto 1.x, trace/v1/trace.proto.
package struct OTLPDocument: Sendable {
    private let resource: [OTLPHeader]
    private let version: String
    private let mask: @Sendable (_ text: String, _ name: String) -> String

    /// Scalars of one text.
    static let maximumText = 512

    /// - Parameters:
    ///   - resource: what sends the spans: `service.name` and so on.
    ///   - version: the program's.
    ///   - mask: takes out of an attribute's value what mustn't be shown; told the attribute's name.
    package init(resource: [OTLPHeader], version: String, mask: @escaping @Sendable (_ text: String, _ name: String) -> String) {
        self.resource = resource
        self.version = version
        self.mask = mask
    }

    package func encode(_ spans: [SpanRecord]) -> [UInt8] {
        var json = JSONBytes()
        json.object { json in
            json.array("resourceSpans", [()]) { json, _ in
                json.member("resource") { json in
                    json.array("attributes", resource) { json, attribute in
                        json.string("key", attribute.name)
                        json.member("value") { $0.string("stringValue", attribute.value) }
                    }
                }
                json.array("scopeSpans", [()]) { json, _ in
                    json.member("scope") { json in
                        json.string("name", "whence")
                        json.string("version", version)
                    }
                    json.array("spans", spans) { write($1, to: &$0) }
                }
            }
        }
        return json.bytes
    }

    private func write(_ span: SpanRecord, to json: inout JSONBytes) {
        write(span.context, to: &json)
        if let parent = span.parent { json.string("parentSpanId", parent.description) }
        json.string("name", shown(span.name, "name"))
        json.number("kind", span.kind.number)
        json.string("startTimeUnixNano", Self.nanoseconds(span.start))
        json.string("endTimeUnixNano", Self.nanoseconds(span.end))
        write(span.attributes, to: &json)
        if !span.events.isEmpty {
            json.array("events", span.events) { json, event in
                json.string("timeUnixNano", Self.nanoseconds(event.at))
                json.string("name", shown(event.name, "name"))
                write(event.attributes, to: &json)
            }
        }
        if !span.links.isEmpty {
            json.array("links", span.links) { write($1, to: &$0) }
        }
        if let failure = span.failure {
            json.member("status") { json in
                json.string("message", shown(failure, "message"))
                json.number("code", 2)
            }
        }
    }

    private func write(_ context: TraceContext, to json: inout JSONBytes) {
        json.string("traceId", context.traceID.description)
        json.string("spanId", context.spanID.description)
        if !context.state.text.isEmpty { json.string("traceState", context.state.text) }
        json.number("flags", context.isSampled ? 1 : 0)
    }

    private func write(_ attributes: SpanAttributes, to json: inout JSONBytes) {
        guard !attributes.pairs.isEmpty else { return }
        json.array("attributes", attributes.pairs) { json, attribute in
            json.string("key", attribute.name)
            json.member("value") { json in
                switch attribute.value {
                case .text(let text): json.string("stringValue", shown(text, attribute.name))
                case .integer(let number): json.string("intValue", String(number))
                // JSON has no infinities: as text they are told nevertheless.
                case .number(let number) where !number.isFinite: json.string("stringValue", "\(number)")
                case .number(let number): json.literal("doubleValue", "\(number)")
                case .flag(let flag): json.literal("boolValue", flag ? "true" : "false")
                case .texts(let texts):
                    json.member("arrayValue") { json in
                        json.array("values", texts) { $0.string("stringValue", shown($1, attribute.name)) }
                    }
                }
            }
        }
    }

    /// Cut before too, so that one text can't cost much, and so far behind the second cut that no half of a secret is left.
    private func shown(_ text: String, _ name: String) -> String {
        let whole = text.utf8.count <= Self.maximumText ? text : String(text.prefix(8 * Self.maximumText))
        let masked = mask(whole, name)
        return masked.utf8.count <= Self.maximumText ? masked : String(String.UnicodeScalarView(masked.unicodeScalars.prefix(Self.maximumText)))
    }

    private static func nanoseconds(_ moment: Timestamp) -> String { "\(max(0, moment.microseconds))000" }
}

extension SpanKind {
    /// `Span.SpanKind` of trace.proto.
    fileprivate var number: Int {
        switch self {
        case .internal: 1
        case .server: 2
        case .client: 3
        case .consumer: 5
        }
    }
}
