import FoundationEssentials

/// The object with which the API server refuses.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
struct APIStatus: Decodable {
    var kind: String?
    var message: String?
    var reason: String?

    static func read(_ body: [UInt8]) -> APIStatus? {
        // Proxies in front of the API server answer with pages of their own: that it is no Status is then all there is to know.
        guard let status = try? JSONDecoder().decode(APIStatus.self, from: Data(body)), status.kind == "Status" else { return nil }
        return status
    }

    static func message(of body: [UInt8]) -> String {
        if let status = read(body) {
            return status.message ?? status.reason ?? "no message"
        }
        return body.isEmpty ? "no message" : String(decoding: body.prefix(200), as: UTF8.self)
    }
}
