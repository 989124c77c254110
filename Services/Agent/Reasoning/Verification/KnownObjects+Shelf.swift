import AgentDomain
import Contracts
import Primitives

extension KnownObjects {
    /// The objects that tools read as manifests: kinds that rules don't read, too. Their names are those of the documents, not of what stands in them.
    mutating func insert(readBy shelf: ResultShelf) {
        for entry in shelf.entries where entry.source == "kubernetes" && !entry.isError {
            // Other answers are no JSON, and a manifest that was cut isn't, either: then its object stays unknown.
            guard let document = try? JSONDecoding.decode(JSONValue.self, from: Array(entry.text.utf8)), let kind = document["kind"]?.string else {
                continue
            }
            for object in [document["metadata"]].compactMap(\.self) + (document["objects"]?.array ?? []) {
                guard let name = object["name"]?.string, !name.isEmpty else { continue }
                insert(ObjectReference(kind: kind, namespace: object["namespace"]?.string.flatMap { $0.isEmpty ? nil : $0 }, name: name))
            }
        }
    }
}
