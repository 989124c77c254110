import FoundationEssentials
import HTTPKit
import HTTPTypes

/// The envelope of every answer: `{"status": "success", "data": …}`, or the reason why there is none.
struct PrometheusDocument<Payload: Decodable> {
    var data: Payload
    var warnings: [String]

    static func data(of response: OutboundResponse) throws(PrometheusError) -> Payload {
        try PrometheusDocument(response).data
    }

    init(_ response: OutboundResponse) throws(PrometheusError) {
        // A proxy in front of it answers with a page of its own: the status is then all there is to know.
        let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(response.body))
        guard response.isSuccess, let envelope, envelope.status == "success", let data = envelope.data else {
            throw PrometheusError(Self.reason(response.status, envelope), envelope?.error ?? "status \(response.status.code)")
        }
        self.data = data
        warnings = envelope.warnings ?? []
    }

    private static func reason(_ status: HTTPResponse.Status, _ envelope: Envelope?) -> PrometheusError.Reason {
        switch status.code {
        case 401, 403: .forbidden
        case 400, 422: .refused
        case 404: .notServed
        case 408, 504: .timedOut
        case 503 where envelope?.errorType == "timeout" || envelope?.errorType == "canceled": .timedOut
        case 500..<600: .serverFailed
        default: .malformed
        }
    }

    private struct Envelope: Decodable {
        var status: String
        var errorType: String?
        var error: String?
        var warnings: [String]?
        var data: Payload?
    }
}
