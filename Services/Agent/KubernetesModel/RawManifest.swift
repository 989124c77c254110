public import Primitives

/// An object of any kind as it was sent, without its bookkeeping.
public struct RawManifest: Manifest, Hashable {
    public static let kind = "Object"
    public var metadata: ObjectMeta
    public var json: JSONValue

    public init(_ json: JSONValue) {
        metadata = ObjectMeta(json["metadata"])
        self.json = json
    }
}
