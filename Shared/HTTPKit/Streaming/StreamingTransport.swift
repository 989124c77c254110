package import HTTPTypes

/// A ``Transport`` whose answers can also be read while they come in.
package protocol StreamingTransport: Transport {
    /// Sends a request and hands the answer to a reader, piece by piece.
    ///
    /// The request's timeout runs until the last byte, its bound on bytes holds for all of the body. A cancelled caller ends the request and its connection.
    ///
    /// - Parameter silence: how long the server may send nothing at all, before the head and between two pieces.
    /// - Returns: the reader as the answer left it, however the answer ended, because part of one can be worth something: what it cost, say.
    func stream<Reader: ResponseReader>(_ request: OutboundRequest, silence: Duration, into reader: Reader) async -> StreamedResponse<Reader>
}

/// Takes an answer in while it comes.
///
/// It is called where the bytes arrive, one call after the other, and nothing is read from the connection meanwhile: it computes, and waits for nothing.
/// So nothing is buffered either, and a reader that takes its time slows its sender down.
package protocol ResponseReader: Sendable {
    /// - Returns: whether it wants more. False ends the request, which counts as its proper end.
    mutating func receive(_ head: ResponseHead) -> Bool
    /// - Returns: the same.
    mutating func receive(_ bytes: [UInt8]) -> Bool
}

package struct ResponseHead: Sendable {
    package var status: HTTPResponse.Status
    package var headers: HTTPFields

    package init(status: HTTPResponse.Status, headers: HTTPFields = [:]) {
        self.status = status
        self.headers = headers
    }
}

package struct StreamedResponse<Reader: ResponseReader>: Sendable {
    package var reader: Reader
    /// What kept the answer from being whole; nil where it is.
    package var failure: TransportError?

    package init(reader: Reader, failure: TransportError? = nil) {
        self.reader = reader
        self.failure = failure
    }
}
