import Contracts
import HTTPTypes
package import Hummingbird
import NIOCore
package import Primitives

extension Request {
    /// The body as a value of JSON.
    ///
    /// The `Content-Type` isn't looked at: senders of webhooks leave it out or get it wrong, and the body speaks for itself.
    ///
    /// - Parameters:
    ///   - maximumBytes: One more is a 413, before anything is decoded; a body that announces more isn't read at all.
    ///   - limits: More structure is a 400, as are bytes that aren't UTF-8, U+0000, broken JSON, and fields that are missing or of the wrong type,
    ///     each named by its path (`alerts[2].startsAt`).
    package func decodeJSON<Value: Decodable>(
        _ type: Value.Type, maximumBytes: Int, limits: JSONLimits = JSONLimits()
    ) async throws -> Value {
        let buffer = try await body(maximumBytes: maximumBytes)
        return try buffer.withUnsafeReadableBytes { bytes in
            do {
                try JSONInspection.check(bytes, limits: limits)
                return try JSONDecoding.decode(type, from: bytes)
            } catch let error as JSONDecodingError {
                throw ProblemError.invalid(error.path.isEmpty ? "body" : error.path, error.message)
            }
        }
    }

    /// The body's bytes.
    ///
    /// - Throws: ``ProblemError`` 413 for a longer body, announced or found out; no more than the limit is ever held.
    package func body(maximumBytes: Int) async throws -> ByteBuffer {
        if let announced = headers[.contentLength].flatMap({ Int($0) }), announced > maximumBytes {
            throw ProblemError.tooLarge(limit: maximumBytes)
        }
        do {
            return try await body.collect(upTo: maximumBytes)
        } catch is NIOTooManyBytesError {
            throw ProblemError.tooLarge(limit: maximumBytes)
        }
    }
}
