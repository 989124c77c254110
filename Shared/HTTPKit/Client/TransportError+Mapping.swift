import AsyncHTTPClient
import NIOCore
import NIOPosix
import NIOSSL

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

extension TransportError {
    /// Sorts the errors of the layers below into reasons that a caller can act on.
    init(_ error: any Error, request: OutboundRequest) {
        let (reason, detail) = Self.classify(error, request: request)
        self.init(reason: reason, request: request.summary, detail: detail)
    }

    private static func classify(_ error: any Error, request: OutboundRequest) -> (Reason, String) {
        switch error {
        case is CancellationError:
            return (.cancelled, "the caller gave up")
        case let error as ResponseCollector.TooLarge:
            return (.tooLarge, "the answer is longer than \(error.limit) bytes")
        case let error as Silence:
            return (.timedOut, "the server said nothing for \(error.length.nanoseconds / 1_000_000) ms")
        case let error as HTTPClientError:
            return classify(error, request: request)
        // A connection that ends without TLS's goodbye was one that worked.
        case NIOSSLError.uncleanShutdown:
            return (.disconnected, "the connection broke off")
        case is NIOSSLError, is BoringSSLError, is NIOSSLExtraError:
            return (.tlsFailed, String(describing: error))
        case let error as NIOConnectionError:
            return (.connectFailed, connectDetail(error))
        case let error as ChannelError:
            if case .connectTimeout = error { return (.connectFailed, "no connection in time") }
            return (.disconnected, String(describing: error))
        case let error as IOError:
            return error.errnoCode == ECONNREFUSED ? (.connectFailed, "connection refused") : (.disconnected, error.description)
        default:
            return (.disconnected, String(describing: type(of: error)))
        }
    }

    private static func classify(_ error: HTTPClientError, request: OutboundRequest) -> (Reason, String) {
        switch error {
        case .deadlineExceeded, .readTimeout, .writeTimeout, .getConnectionFromPoolTimeout:
            (.timedOut, "no complete answer within \(request.timeout)")
        case .connectTimeout:
            (.connectFailed, "no connection in time")
        case .tlsHandshakeTimeout:
            (.connectFailed, "no TLS handshake in time")
        case .cancelled, .alreadyShutdown:
            (.cancelled, error.shortDescription)
        case .invalidURL, .emptyHost, .emptyScheme:
            (.invalidURL, error.shortDescription)
        default:
            if error.shortDescription == HTTPClientError.unsupportedScheme("").shortDescription {
                (.invalidURL, "neither http nor https")
            } else {
                (.disconnected, error.shortDescription)
            }
        }
    }

    /// All addresses of a name may have been tried; the last one's error speaks for them.
    private static func connectDetail(_ error: NIOConnectionError) -> String {
        if let last = error.connectionErrors.last {
            return "\(error.host):\(error.port): \(last.error)"
        }
        return "\(error.host) can't be resolved"
    }
}
