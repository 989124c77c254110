/// One recorded answer to a LIST, kept as it came, with its items by position.
package struct RecordedList: Sendable {
    /// The whole answer, to be sent where nothing is filtered out.
    package let body: [UInt8]
    /// `PodList`
    package let kind: String
    /// `v1`, `apps/v1`
    package let apiVersion: String
    package let resourceVersion: String
    package let items: [RecordedObject]

    /// - Returns: nil where the document isn't a list.
    init?(document: JSONSlice, body: [UInt8]) {
        guard let kind = document["kind"]?.string, kind.hasSuffix("List"), kind != "SecretList", let items = document["items"] else { return nil }
        self.body = body
        self.kind = kind
        apiVersion = document["apiVersion"]?.string ?? "v1"
        resourceVersion = document["metadata"]?["resourceVersion"]?.string ?? ""
        self.items = items.elements.map(RecordedObject.init)
    }

    /// The lists of several namespaces as the one that the API server gives for all of them.
    init(union lists: [RecordedList]) {
        let first = lists[0]
        kind = first.kind
        apiVersion = first.apiVersion
        resourceVersion = first.resourceVersion
        items = lists.flatMap(\.items)
        body = lists.count == 1 ? first.body : Self.body(kind, apiVersion, resourceVersion, items[...], continuation: nil)
    }

    private init(kind: String, apiVersion: String, resourceVersion: String, items: [RecordedObject]) {
        self.kind = kind
        self.apiVersion = apiVersion
        self.resourceVersion = resourceVersion
        self.items = items
        body = Self.body(kind, apiVersion, resourceVersion, items[...], continuation: nil)
    }

    /// The same list with only some of its items.
    func filtered(_ isIncluded: (RecordedObject) -> Bool) -> RecordedList {
        RecordedList(kind: kind, apiVersion: apiVersion, resourceVersion: resourceVersion, items: items.filter(isIncluded))
    }

    /// The answer that holds `items`, each byte for byte as it was recorded.
    func body(of items: ArraySlice<RecordedObject>, continuation: Continuation?) -> [UInt8] {
        Self.body(kind, apiVersion, resourceVersion, items, continuation: continuation)
    }

    /// The answer to a GET of one item: in a list the items leave out kind and version, which an object of its own carries first.
    func body(of item: RecordedObject) -> [UInt8] {
        let bytes = item.json.bytes
        guard item.json["kind"] == nil else { return Array(bytes) }
        var body = Array("{\"kind\":\(JSONString.quoted(itemKind)),\"apiVersion\":\(JSONString.quoted(apiVersion)),".utf8)
        body.append(contentsOf: bytes.dropFirst())
        return body
    }

    /// `Pod` for a `PodList`.
    package var itemKind: String { String(kind.dropLast("List".count)) }

    /// Where the rest of a list begins, and how much of it there is.
    struct Continuation {
        var token: String
        /// nil where a selector is in use: the API server doesn't count then.
        var remaining: Int?
    }

    private static func body(
        _ kind: String, _ apiVersion: String, _ resourceVersion: String, _ items: ArraySlice<RecordedObject>, continuation: Continuation?
    ) -> [UInt8] {
        var metadata = resourceVersion.isEmpty ? [] : ["\"resourceVersion\":\(JSONString.quoted(resourceVersion))"]
        if let continuation {
            metadata.append("\"continue\":\(JSONString.quoted(continuation.token))")
            if let remaining = continuation.remaining { metadata.append("\"remainingItemCount\":\(remaining)") }
        }
        let head = "{\"kind\":\(JSONString.quoted(kind)),\"apiVersion\":\(JSONString.quoted(apiVersion)),\"metadata\":{"
        var body = Array((head + metadata.joined(separator: ",") + "},\"items\":[").utf8)
        body.reserveCapacity(body.count + items.reduce(4) { $0 + $1.json.bytes.count + 1 })
        for (position, item) in items.enumerated() {
            if position > 0 { body.append(UInt8(ascii: ",")) }
            body.append(contentsOf: item.json.bytes)
        }
        body.append(contentsOf: "]}\n".utf8)
        return body
    }
}
