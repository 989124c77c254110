public import Primitives

/// That a Secret exists, and nothing of what it holds: `PartialObjectMetadata` has no data, and what a server might send all the same is
/// passed over unread.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#metadata-only-fetches
public struct SecretMetadata: Manifest, Hashable {
    public static let kind = "Secret"
    public static let unread = JSONText.bookkeeping.union(["data", "stringData", "annotations"])
    public static let isMetadataOnly = true
    public var metadata: ObjectMeta

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
    }
}
