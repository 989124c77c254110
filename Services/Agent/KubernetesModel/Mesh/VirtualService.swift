public import Primitives

/// How a mesh routes what is sent to some hosts.
///
/// Source: https://istio.io/latest/docs/reference/config/networking/virtual-service/
public struct VirtualService: Manifest, Hashable {
    public static let kind = "VirtualService"
    public static let unread = JSONText.fieldOwnership
    public var metadata: ObjectMeta
    public var hosts: [String]
    /// Empty and `mesh` mean the sidecars.
    public var gateways: [String]
    public var routes: [Route]

    public struct Route: Hashable, Sendable {
        public var name: String?
        /// `http`, `tls` or `tcp`.
        public var transport: String
        /// As written; empty matches everything.
        public var matches: [JSONValue]
        public var destinations: [Destination]
        /// Delays and errors that are made on purpose.
        public var fault: Fault?
        /// `0.5s`
        public var timeout: String?
        public var attempts: Int?
        /// What the caller is answered with instead of being routed.
        public var directStatus: Int?
        public var redirects: Bool
    }

    public struct Destination: Hashable, Sendable {
        public var host: String
        public var subset: String?
        public var port: Int?
        /// 0 where others carry a weight and this one doesn't.
        public var weight: Int
    }

    public struct Fault: Hashable, Sendable {
        public var delay: String?
        public var delayPercentage: Double
        public var abortStatus: String?
        public var abortPercentage: Double
    }

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        let spec = json["spec"]
        hosts = spec?["hosts"].texts ?? []
        gateways = spec?["gateways"].texts ?? []
        routes = ["http", "tls", "tcp"].flatMap { transport in
            (spec?[transport].list ?? []).map { Self.route($0, transport: transport) }
        }
    }

    private static func route(_ json: JSONValue, transport: String) -> Route {
        let targets = json["route"].list
        return Route(
            name: json["name"].nonEmpty, transport: transport, matches: json["match"].list,
            destinations: targets.map { target in
                Destination(
                    host: target["destination"]?["host"]?.string ?? "", subset: target["destination"]?["subset"].nonEmpty,
                    port: target["destination"]?["port"]?["number"].int, weight: target["weight"].int ?? (targets.count == 1 ? 100 : 0))
            },
            fault: json["fault"].flatMap { $0.object == nil ? nil : fault($0) }, timeout: json["timeout"].nonEmpty,
            attempts: json["retries"]?["attempts"].int, directStatus: json["directResponse"]?["status"].int,
            redirects: json["redirect"]?.object != nil)
    }

    private static func fault(_ json: JSONValue) -> Fault {
        // Left out, every request is meant.
        func percentage(_ part: JSONValue?) -> Double {
            guard let part, part.object != nil else { return 0 }
            return part["percentage"]?["value"].flatMap { $0.integer.map(Double.init) ?? $0.double } ?? part["percent"].int.map(Double.init) ?? 100
        }
        let abort = json["abort"]
        return Fault(
            delay: json["delay"]?["fixedDelay"].nonEmpty, delayPercentage: percentage(json["delay"]),
            abortStatus: abort?["httpStatus"].int.map(String.init) ?? abort?["grpcStatus"].nonEmpty, abortPercentage: percentage(abort))
    }
}

extension JSONValue {
    fileprivate var double: Double? {
        if case .number(let value) = self { value } else { nil }
    }
}
