import KubernetesModel
import Primitives

/// A kind of object that a cluster serves, and the words by which people call it.
package struct ServedKind: Hashable, Sendable {
    package var resource: APIResource
    /// `Deployment`; the singular in lower case where only the path is known.
    package var kind: String
    /// `deploy`
    package var shortNames: [String]

    package init(resource: APIResource, kind: String, shortNames: [String] = []) {
        self.resource = resource
        self.kind = kind
        self.shortNames = shortNames
    }

    /// Whether a word means the kind: its name, its plural, a short name; with its group after a dot, where there is one.
    package func isCalled(_ word: String) -> Bool {
        let parts = word.lowercased().split(separator: ".", maxSplits: 1).map(String.init)
        guard let name = parts.first else { return false }
        if parts.count == 2, parts[1] != resource.group { return false }
        return name == kind.lowercased() || name == resource.plural || shortNames.contains(name)
    }
}

extension ServedKind {
    /// What every analysis reads, known without asking.
    package static let known: [ServedKind] = APIResource.readByAnalyses.map { ServedKind(resource: $0, kind: singular(of: $0.plural)) }

    /// `ingresses` → `ingress`, `networkpolicies` → `networkpolicy`. Only for the plurals of known kinds.
    private static func singular(of plural: String) -> String {
        if plural.hasSuffix("ies") { return plural.dropLast(3) + "y" }
        if plural.hasSuffix("sses") { return String(plural.dropLast(2)) }
        return plural == "endpoints" ? plural : String(plural.dropLast())
    }

    /// Reads `APIGroupDiscoveryList`, which tells of all groups at once.
    ///
    /// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#aggregated-discovery
    static func all(in json: JSONValue) -> [ServedKind] {
        json["items"].list.flatMap { group -> [ServedKind] in
            // The first version is the one that the server prefers.
            guard let version = group["versions"].list.first else { return [] }
            let name = group["metadata"]?["name"]?.string ?? ""
            return version["resources"].list.compactMap { resource -> ServedKind? in
                guard let plural = resource["resource"].nonEmpty, let kind = resource["responseKind"]?["kind"].nonEmpty else { return nil }
                let place = APIResource(
                    group: name, version: version["version"].nonEmpty ?? "v1", plural: plural, isNamespaced: resource["scope"]?.string == "Namespaced"
                )
                return ServedKind(resource: place, kind: kind, shortNames: resource["shortNames"].texts)
            }
        }
    }

    /// Reads the `APIResourceList` of one group and version.
    static func all(in json: JSONValue, group: String, version: String) -> [ServedKind] {
        json["resources"].list.compactMap { resource in
            guard let plural = resource["name"].nonEmpty, !plural.contains("/"), let kind = resource["kind"].nonEmpty else { return nil }
            return ServedKind(
                resource: APIResource(group: group, version: version, plural: plural, isNamespaced: resource["namespaced"]?.bool ?? true),
                kind: kind, shortNames: resource["shortNames"].texts)
        }
    }
}
