import Contracts
import HTTPTypes
package import Hummingbird

extension Response {
    /// An error as `application/problem+json`.
    ///
    /// - Parameter requestID: Becomes the document's `instance`, so that a report of the error leads to the log's lines.
    package static func problem(_ error: ProblemError, requestID: String) -> Response {
        let document = ProblemDocument(
            title: error.title, status: error.status.code, detail: error.detail, instance: requestID.isEmpty ? nil : requestID,
            errors: error.errors)
        // A problem holds text and whole numbers only: encoding it can't fail, and if it did, the status would still be told.
        var response = (try? Response.json(document, status: error.status)) ?? Response(status: error.status)
        response.headers[.contentType] = "application/problem+json"
        for field in error.headers { response.headers.append(field) }
        return response
    }
}
