public import Primitives

/// The answer of a LIST.
public struct ManifestList<Item: Manifest>: Sendable {
    public var items: [Item]
    public var resourceVersion: String?
    /// Set where the list was cut (`limit`): the token that the next page is asked with.
    public var continueToken: String?

    public init(_ json: JSONValue) {
        self.init(items: (json["items"]?.array ?? []).map(Item.init), envelope: json)
    }

    private init(items: [Item], envelope json: JSONValue) {
        self.items = items
        resourceVersion = json["metadata"]?["resourceVersion"]?.string
        continueToken = (json["metadata"]?["continue"]).nonEmpty
    }

    /// Reads a response body, item by item: no more than one of them is held as a tree.
    ///
    /// - Returns: nil for JSON that is no list.
    public init?(parsing bytes: UnsafeBufferPointer<UInt8>) throws(JSONText.Malformed) {
        var reader = JSONTextReader(bytes: bytes, skipping: Item.unread)
        var items: [Item] = []
        var firstborn: [String: Int] = [:]
        let json = try reader.list { json in
            var item = Item(json)
            if let family = item.family {
                if let relative = firstborn[family] {
                    item.shareMemory(with: items[relative])
                } else {
                    firstborn[family] = items.count
                }
            }
            items.append(item)
        }
        switch json["items"] {
        case .array, .null: self.init(items: items, envelope: json)
        default: return nil
        }
    }

    public init?(parsing bytes: [UInt8]) throws(JSONText.Malformed) {
        var result: Result<ManifestList?, JSONText.Malformed> = .success(nil)
        bytes.withUnsafeBufferPointer { buffer in
            result = Result { () throws(JSONText.Malformed) in try ManifestList(parsing: buffer) }
        }
        guard let list = try result.get() else { return nil }
        self = list
    }
}
