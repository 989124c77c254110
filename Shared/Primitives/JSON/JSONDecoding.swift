import FoundationEssentials

/// Why bytes weren't the value that was asked for.
public struct JSONDecodingError: Error, Hashable, Sendable {
    /// Where it stands: `alerts[2].startsAt`; empty for the whole document.
    public var path: String
    public var message: String

    public init(path: String, message: String) {
        self.path = path
        self.message = message
    }
}

extension JSONDecodingError: CustomStringConvertible {
    public var description: String { path.isEmpty ? message : "\(path): \(message)" }
}

extension JSONDecodingError {
    /// The same error, seen from the object that the value is a member of.
    func within(member name: String) -> JSONDecodingError {
        // A name is the sender's, who may have written a book.
        let name = name.utf8.count <= 100 ? name : String(String.UnicodeScalarView(name.unicodeScalars.prefix(100))) + "…"
        return JSONDecodingError(path: path.isEmpty || path.utf8.first == UInt8(ascii: "[") ? name + path : "\(name).\(path)", message: message)
    }

    /// The same error, seen from the array that the value is an element of.
    func within(element index: Int) -> JSONDecodingError {
        JSONDecodingError(
            path: path.isEmpty || path.utf8.first == UInt8(ascii: "[") ? "[\(index)]\(path)" : "[\(index)].\(path)", message: message)
    }
}

/// Decodes JSON from bytes where they lie.
public enum JSONDecoding {
    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: [UInt8]) throws(JSONDecodingError) -> Value {
        let result = bytes.withUnsafeBytes { buffer in
            Result { () throws(JSONDecodingError) in try decode(type, from: buffer) }
        }
        return try result.get()
    }

    public static func decode<Value: Decodable>(_ type: Value.Type, from bytes: UnsafeRawBufferPointer) throws(JSONDecodingError) -> Value {
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
            throw JSONDecodingError(path: "", message: "is empty, not JSON")
        }
        // The decoder copies every string that it keeps, and is done with the bytes when it returns.
        let data = Data(bytesNoCopy: UnsafeMutableRawPointer(mutating: start), count: bytes.count, deallocator: .none)
        do {
            return try JSONDecoder().decode(type, from: data)
        } catch let error as DecodingError {
            throw JSONDecodingError(error)
        } catch {
            throw JSONDecodingError(path: "", message: "is not valid JSON")
        }
    }
}

extension JSONDecodingError {
    /// Names the field and what was expected of it, in the words of JSON and not of Swift.
    public init(_ error: DecodingError) {
        switch error {
        case .keyNotFound(let key, let context):
            self.init(path: Self.path(context.codingPath + [key]), message: "is missing")
        case .valueNotFound(let type, let context):
            self.init(path: Self.path(context.codingPath), message: "is null, \(Self.name(of: type)) was expected")
        case .typeMismatch(let type, let context):
            self.init(path: Self.path(context.codingPath), message: "is not \(Self.name(of: type))")
        case .dataCorrupted(let context):
            // The decoder reports broken syntax at the document's root, in sentences of its own.
            let message = context.codingPath.isEmpty ? "is not valid JSON" : Self.shortened(context.debugDescription)
            self.init(path: Self.path(context.codingPath), message: message)
        @unknown default:
            self.init(path: "", message: "can't be read")
        }
    }

    static func path(_ keys: [any CodingKey]) -> String {
        var path = ""
        for key in keys {
            if let index = key.intValue {
                path += "[\(index)]"
            } else {
                path += path.isEmpty ? key.stringValue : ".\(key.stringValue)"
            }
        }
        return shortened(path)
    }

    private static func name(of type: Any.Type) -> String {
        switch type {
        case is String.Type: "a string"
        case is Bool.Type: "true or false"
        case is Double.Type, is Float.Type: "a number"
        case is any FixedWidthInteger.Type: "an integer"
        case is any AnyArray.Type: "an array"
        case is any AnyDictionary.Type: "an object"
        default: "of the expected kind"
        }
    }

    /// Names and texts may come from the document, which may hold anything.
    private static func shortened(_ text: String) -> String {
        text.unicodeScalars.count <= 200 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(200))) + "…"
    }
}

private protocol AnyArray {}
extension Array: AnyArray {}
private protocol AnyDictionary {}
extension Dictionary: AnyDictionary {}
