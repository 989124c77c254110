import FoundationEssentials
import HTTPTypes
import Hummingbird
import IngestDomain
import NIOCore
import ServerKit

/// An incident as the answer to a question or a change, with its ETag.
struct IncidentAnswer {
    let tag: EntityTag
    private let body: ByteBuffer

    init(_ detail: IncidentDetail) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        body = ByteBuffer(bytes: try encoder.encode(detail))
        tag = EntityTag(version: detail.version, body: body)
    }

    /// - Parameter location: Where a new incident is to be found.
    func response(status: HTTPResponse.Status = .ok, location: String? = nil) -> Response {
        var headers = fields
        headers[.contentType] = "application/json"
        if let location { headers[.location] = location }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: body))
    }

    /// The answer to a reader, who may have it already.
    func response(unless field: String?) throws(ProblemError) -> Response {
        guard let field, tag.isNamed(in: field) else { return response() }
        return Response(status: .notModified, headers: fields)
    }

    /// Caches are to ask each time.
    private var fields: HTTPFields { [.eTag: tag.text, .cacheControl: "private, no-cache"] }
}
