import HTTPKit
import HTTPTypes
import Kubernetes
import Primitives
import Synchronization

/// A cluster made up of lists, by path: what isn't among them is empty in the groups that every cluster has, and not served in others.
final class StubCluster: Transport {
    struct Answer: Sendable {
        var status: HTTPResponse.Status = .ok
        var body: String
    }

    private let answers: [String: Answer]
    private let asked = Mutex<[OutboundRequest]>([])
    private static let optional = ["gateway.networking.k8s.io", "networking.istio.io", "security.istio.io"]

    /// - Parameters:
    ///   - lists: Items as JSON, by path: `/api/v1/namespaces/shop/pods`.
    ///   - forbidden: Paths that are answered with 403.
    ///   - others: Answers that are no lists, by path.
    init(_ lists: [String: [JSONValue]] = [:], forbidden: [String] = [], others: [String: Answer] = [:]) {
        var answers = others
        for (path, items) in lists { answers[path] = Answer(body: Self.list(items)) }
        for path in forbidden { answers[path] = Answer(status: .forbidden, body: Self.status("forbidden: cannot list", code: 403)) }
        self.answers = answers
    }

    var requests: [OutboundRequest] { asked.withLock { $0 } }
    var paths: [String] { requests.map { Self.path(of: $0.url) } }

    func client(cache: ReadCache? = nil, limits: KubernetesClient.Limits = .init(timeout: .seconds(30))) -> KubernetesClient {
        KubernetesClient(transport: self, limits: limits, cache: cache)
    }

    func send(_ request: OutboundRequest) async throws(TransportError) -> OutboundResponse {
        asked.withLock { $0.append(request) }
        let path = Self.path(of: request.url)
        if let answer = answers[path] {
            return OutboundResponse(status: answer.status, headers: [.date: "Sat, 21 Nov 2026 07:45:26 GMT"], body: Array(answer.body.utf8))
        }
        if path == "/readyz" { return OutboundResponse(status: .ok, body: Array("ok".utf8)) }
        if path == "/apis" { return OutboundResponse(status: .ok, body: Array(#"{"kind":"APIGroupList","groups":[{"name":"apps"}]}"#.utf8)) }
        guard !Self.optional.contains(where: path.contains), path.hasPrefix("/api") else {
            return OutboundResponse(
                status: .notFound, body: Array(Self.status("the server could not find the requested resource", code: 404).utf8))
        }
        return OutboundResponse(status: .ok, body: Array(Self.list([]).utf8))
    }

    static func groups(_ names: String...) -> Answer {
        Answer(body: #"{"kind":"APIGroupList","groups":[\#(names.map { #"{"name":"\#($0)"}"# }.joined(separator: ","))]}"#)
    }

    static func object(_ name: String, namespace: String? = nil, _ fields: [String: JSONValue] = [:]) -> JSONValue {
        var metadata: [String: JSONValue] = ["name": .string(name), "uid": .string("uid-\(name)")]
        metadata["namespace"] = namespace.map(JSONValue.string)
        return .object(fields.merging(["metadata": .object(metadata)]) { given, _ in given })
    }

    private static func path(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...].drop { $0 != "/" }
        return String(rest.prefix { $0 != "?" })
    }

    private static func list(_ items: [JSONValue]) -> String {
        #"{"kind":"List","apiVersion":"v1","metadata":{},"items":[\#(items.map(text).joined(separator: ","))]}"#
    }

    private static func status(_ message: String, code: Int) -> String {
        #"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"\#(message)","code":\#(code)}"#
    }

    static func text(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let flag): String(flag)
        case .integer(let number): String(number)
        case .number(let number): "\(number)"
        case .string(let text): "\"\(text.replacing("\"", with: "\\\""))\""
        case .array(let elements): "[\(elements.map(Self.text).joined(separator: ","))]"
        case .object(let members): "{\(members.map { "\"\($0.key)\":\(Self.text($0.value))" }.joined(separator: ","))}"
        }
    }
}
