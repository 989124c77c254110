import HTTPTypes
import Hummingbird
import ServerKit

/// Lets nobody change anything from a page of somebody else's: a browser sends its user's credentials along wherever a form leads.
///
/// Browsers say where a request comes from in `Sec-Fetch-Site`, and older ones in `Origin`; a request that says neither comes from no page of
/// ours, and programs have the API. Source: https://www.w3.org/TR/fetch-metadata/
enum SameOrigin {
    /// - Throws: ``ProblemError`` 403 for a request that comes from elsewhere, or doesn't say.
    static func check(_ request: Request) throws(ProblemError) {
        guard isOurs(request) else {
            throw ProblemError(.forbidden, detail: "This form was not sent from a page of this service. Open the incident here, and try again.")
        }
    }

    private static func isOurs(_ request: Request) -> Bool {
        if let name = HTTPField.Name("Sec-Fetch-Site"), let site = request.headers[name] { return site == "same-origin" }
        guard let origin = request.headers[.origin], let host = request.head.authority, !host.isEmpty else { return false }
        // A proxy may speak TLS for this service: the scheme isn't known here, the host is.
        return origin == "https://\(host)" || origin == "http://\(host)"
    }
}
