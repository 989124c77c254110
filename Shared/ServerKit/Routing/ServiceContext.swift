package import Hummingbird
package import NIOCore

/// What travels with a request through middleware and routes.
package struct ServiceContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// The client's `X-Request-Id` where it sent a sane one, else a new one. Also in the logger's metadata.
    package var requestID = ""

    /// Who asks. On routes for everyone it may be ``Principal/anonymous`` although a token is wanted elsewhere.
    package var principal = Principal.anonymous

    /// The connection.
    package let channel: any Channel

    /// Hummingbird's own takes the id from the logger, where ours stands under another name.
    package var id: String { requestID }

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// What Hummingbird gives as the endpoint's path where no route matched.
    static let unmatchedEndpoint = "NotFound"

    /// The template of the route that answers, once it is found; nil where none does.
    var route: String? {
        endpointPath.flatMap { $0 == Self.unmatchedEndpoint ? nil : $0 }
    }
}
