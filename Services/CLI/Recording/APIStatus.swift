import HTTPTypes

/// An error in the API server's own words.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/
package struct APIStatus: Error, Equatable, Sendable {
    package var code: Int
    package var reason: String
    package var message: String
    /// The members of `details` as JSON: what the error is about.
    var details: [String] = []

    package init(code: Int, reason: String, message: String) {
        self.code = code
        self.reason = reason
        self.message = message
    }

    static func badRequest(_ message: String) -> APIStatus {
        APIStatus(code: 400, reason: "BadRequest", message: message)
    }

    static func invalid(_ message: String) -> APIStatus {
        APIStatus(code: 422, reason: "Invalid", message: message)
    }

    static func notFound(_ type: ResourceType, name: String) -> APIStatus {
        var status = APIStatus(code: 404, reason: "NotFound", message: "\(type.qualified) \"\(name)\" not found")
        status.details = ["\"name\":\(JSONString.quoted(name))"]
        if !type.group.isEmpty { status.details.append("\"group\":\(JSONString.quoted(type.group))") }
        status.details.append("\"kind\":\(JSONString.quoted(type.resource))")
        return status
    }

    /// For a path that the cluster didn't have, or that nobody recorded: to a client both are the same.
    static let notServed = APIStatus(code: 404, reason: "NotFound", message: "the server could not find the requested resource")

    static let methodNotAllowed = APIStatus(
        code: 405, reason: "MethodNotAllowed", message: "the server does not allow this method on the requested resource: a recording is read-only")

    static let notAcceptable = APIStatus(
        code: 406, reason: "NotAcceptable", message: "only the following media types are accepted: application/json")

    static func forbidden(_ path: APIPath, verb: String) -> APIStatus {
        let scope = path.namespace.map { "in the namespace \"\($0)\"" } ?? "at the cluster scope"
        let subject = path.name.map { "\(path.resourceType.qualified) \"\($0)\"" } ?? path.resourceType.qualified
        return APIStatus(
            code: 403, reason: "Forbidden",
            message: "\(subject) is forbidden: User \"whence-replay\" cannot \(verb) resource \"\(path.resource)\" "
                + "in API group \"\(path.group)\" \(scope)")
    }

    /// Reads what `kubectl` printed of a refusal: `Error from server (BadRequest): container "app" … is waiting to start`.
    static func parsing(kubectl text: String) -> APIStatus {
        let opening = "Error from server ("
        guard text.hasPrefix(opening), let end = text.firstRange(of: "): ") else { return badRequest(text) }
        let reason = String(text[..<end.lowerBound].dropFirst(opening.count))
        let codes = [
            "NotFound": 404, "Forbidden": 403, "Unauthorized": 401, "InternalError": 500, "ServiceUnavailable": 503, "Timeout": 504,
            "TooManyRequests": 429,
        ]
        return APIStatus(code: codes[reason] ?? 400, reason: reason, message: String(text[end.upperBound...]))
    }

    package var answer: RecordedAnswer {
        let body =
            "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"metadata\":{},\"status\":\"Failure\",\"message\":\(JSONString.quoted(message)),"
            + "\"reason\":\(JSONString.quoted(reason)),\"details\":{\(details.joined(separator: ","))},\"code\":\(code)}\n"
        return RecordedAnswer(status: HTTPResponse.Status(code: code), contentType: .json, body: Array(body.utf8))
    }
}
