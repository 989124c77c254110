public import Primitives

/// Reads JSON text (RFC 8259) straight into ``JSONValue``.
///
/// Kubernetes lists are large and most of their fields are of no interest here. One pass over the bytes that leaves out the members nobody asks
/// for costs a fraction of what a keyed decoder does, and the lenient readers below need the tree anyway.
public enum JSONText {
    public struct Malformed: Error, Hashable, Sendable, CustomStringConvertible {
        public var reason: String
        /// Byte offset.
        public var offset: Int

        public var description: String { "malformed JSON at byte \(offset): \(reason)" }
    }

    /// Members that are never kept: they make up half of a list's bytes, and say who wrote a field or repeat what stands elsewhere.
    public static let bookkeeping: Set<String> = ["managedFields", "kubectl.kubernetes.io/last-applied-configuration"]

    /// What is left out of kinds of which it is asked when somebody last wrote them: of `managedFields` the times stay, and not the fields, which are
    /// nearly all of it.
    public static let fieldOwnership: Set<String> = ["fieldsV1", "kubectl.kubernetes.io/last-applied-configuration"]

    /// - Parameter skipping: names of members that are left out wherever they stand.
    public static func parse(_ bytes: UnsafeBufferPointer<UInt8>, skipping: Set<String> = bookkeeping) throws(Malformed) -> JSONValue {
        var reader = JSONTextReader(bytes: bytes, skipping: skipping)
        return try reader.document()
    }

    public static func parse(_ bytes: [UInt8], skipping: Set<String> = bookkeeping) throws(Malformed) -> JSONValue {
        var result: Result<JSONValue, Malformed> = .failure(Malformed(reason: "empty", offset: 0))
        bytes.withUnsafeBufferPointer { buffer in
            result = Result { () throws(Malformed) in try parse(buffer, skipping: skipping) }
        }
        return try result.get()
    }

    public static func parse(_ text: String, skipping: Set<String> = bookkeeping) throws(Malformed) -> JSONValue {
        try parse(Array(text.utf8), skipping: skipping)
    }
}
