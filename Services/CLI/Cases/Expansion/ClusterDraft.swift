import Primitives

/// The objects of a cluster while a case is expanded.
struct ClusterDraft: Sendable {
    struct Key: Hashable, Sendable {
        var kind: String
        /// Empty for cluster-scoped objects.
        var namespace = ""
        var name: String
    }

    struct Entry: Sendable {
        var kind: KindEntry
        var object: JSONValue
    }

    private(set) var entries: [Key: Entry] = [:]
    /// In the order in which they were added.
    private(set) var keys: [Key] = []

    subscript(key: Key) -> JSONValue? { entries[key]?.object }

    /// The objects of a kind, in the order in which they were added.
    func objects(of kind: String) -> [(key: Key, object: JSONValue)] {
        keys.filter { $0.kind == kind }.compactMap { key in entries[key].map { (key, $0.object) } }
    }

    /// Adds an object that the expansion makes; its kind is one of the built-in ones.
    mutating func add(_ kind: String, _ object: JSONValue) {
        guard let entry = KindCatalog.entry(kind: kind, apiVersion: nil) else {
            // Kinds stand in this module's code alone, never in a case, so this is a programming error that any case of the kind shows.
            preconditionFailure("\(kind) is no built-in kind")
        }
        insert(object, of: entry)
    }

    /// Adds an object as an author wrote it.
    mutating func add(_ object: JSONValue, namespace: String, at place: Place) throws(CaseError) {
        guard let kind = object["kind"]?.string, !kind.isEmpty else { throw place.member("kind").error("is missing") }
        guard object["metadata"]?["name"]?.string?.isEmpty == false else { throw place.member("metadata.name").error("is missing") }
        guard kind != "Secret" else { throw place.error("Secrets are never read, and can't be written here") }
        guard let entry = KindCatalog.entry(kind: kind, apiVersion: object["apiVersion"]?.string) else {
            throw place.member("apiVersion").error("says no group and version that \(kind) is known by")
        }
        var object = object
        if entry.isNamespaced, object["metadata"]?["namespace"]?.string == nil {
            var metadata = object["metadata"] ?? [:]
            metadata.set("namespace", .string(namespace))
            object.set("metadata", metadata)
        }
        insert(object, of: entry)
    }

    private mutating func insert(_ object: JSONValue, of kind: KindEntry) {
        let key = Key(
            kind: kind.kind, namespace: kind.isNamespaced ? object["metadata", "namespace"]?.string ?? "" : "",
            name: object["metadata", "name"]?.string ?? "")
        if entries.updateValue(Entry(kind: kind, object: object), forKey: key) == nil { keys.append(key) }
    }

    mutating func update(_ key: Key, _ change: (inout JSONValue) -> Void) {
        guard var entry = entries[key] else { return }
        change(&entry.object)
        entries[key] = entry
    }

    mutating func remove(_ key: Key) {
        entries[key] = nil
        keys.removeAll { $0 == key }
    }

    /// The object that `Kind/name` or `Kind/namespace/name` names.
    func key(_ text: String, namespace: String) -> Key? {
        let parts = text.split(separator: "/", maxSplits: 2).map(String.init)
        switch parts.count {
        case 3:
            let key = Key(kind: parts[0], namespace: parts[1], name: parts[2])
            return entries[key] == nil ? nil : key
        case 2:
            return [Key(kind: parts[0], namespace: namespace, name: parts[1]), Key(kind: parts[0], name: parts[1])].first { entries[$0] != nil }
        default:
            return nil
        }
    }
}
