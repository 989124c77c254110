/// An error of either service (RFC 9457, `application/problem+json`).
public struct ProblemDocument: Codable, Hashable, Sendable {
    /// A URI reference that names the kind of problem; `about:blank` where the status says it all.
    public var type: String
    public var title: String
    public var status: Int
    public var detail: String?
    /// The request's id.
    public var instance: String?
    /// What is wrong with which field, where the request is at fault.
    public var errors: [FieldError]?

    public init(type: String = "about:blank", title: String, status: Int, detail: String? = nil, instance: String? = nil, errors: [FieldError]? = nil)
    {
        self.type = type
        self.title = title
        self.status = status
        self.detail = detail
        self.instance = instance
        self.errors = errors
    }
}

/// A field of the request and what is wrong with it.
public struct FieldError: Codable, Hashable, Sendable {
    /// Where it stands in the body: `alerts[2].startsAt`.
    public var field: String
    public var message: String

    public init(field: String, message: String) {
        self.field = field
        self.message = message
    }
}
