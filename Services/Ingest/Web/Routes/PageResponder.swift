import HTTPTypes
import Hummingbird
import Primitives
import ServerKit

/// Sends pages, with what keeps a browser from doing anything but show them.
struct PageResponder: Sendable {
    let random: @Sendable () -> UInt64

    func response(_ document: Document, status: HTTPResponse.Status = .ok) -> Response {
        let nonce = String(random(), radix: 16) + String(random(), radix: 16)
        var response = Response.html(document.render(nonce: nonce).description, status: status)
        // No script, no frame, no foreign address, forms to nowhere else: a label can hold what it likes.
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'nonce-\(nonce)'; img-src data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        // With no referrer at all, older browsers would send their forms without an origin.
        if let name = HTTPField.Name("Referrer-Policy") { response.headers[name] = "same-origin" }
        return response
    }
}
