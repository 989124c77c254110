import HTTPTypes
package import Primitives

extension OutboundResponse {
    /// The body as a value of JSON, decoded where it lies.
    package func decodeJSON<Value: Decodable>(_ type: Value.Type) throws(JSONDecodingError) -> Value {
        try JSONDecoding.decode(type, from: body)
    }

    /// 200 to 299.
    package var isSuccess: Bool { status.kind == .successful }
}
