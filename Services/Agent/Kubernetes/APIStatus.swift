import FoundationEssentials

/// The object with which the API server refuses.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
struct APIStatus: Decodable {
    var kind: String?
    var message: String?
    var reason: String?
    var metadata: Metadata?

    struct Metadata: Decodable {
        /// With 410: the token for the rest of the list as it is now.
        var `continue`: String?
    }

    static func read(_ body: [UInt8]) -> APIStatus? {
        // Proxies in front of the API server answer with pages of their own: that it is no Status is then all there is to know.
        guard let status = try? JSONDecoder().decode(APIStatus.self, from: Data(body)), status.kind == "Status" else { return nil }
        return status
    }

    static func message(of body: [UInt8]) -> String {
        if let status = read(body) {
            return status.message ?? status.reason ?? "no message"
        }
        // Health checks answer with a line for each, the failing ones marked.
        let text = String(decoding: body.prefix(16 << 10), as: UTF8.self)
        let failing = text.split(separator: "\n").filter { $0.hasPrefix("[-]") }
        if !failing.isEmpty { return failing.joined(separator: "\n") }
        return body.isEmpty ? "no message" : String(text.prefix(200))
    }
}
