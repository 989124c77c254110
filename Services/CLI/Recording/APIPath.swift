/// A path of the Kubernetes API taken apart.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
package struct APIPath: Hashable, Sendable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    /// nil for all namespaces, and for cluster-scoped resources.
    package var namespace: String?
    /// In the plural: `pods`.
    package var resource: String
    package var name: String?
    package var subresource: String?

    /// - Parameter segments: The decoded parts of the path.
    /// - Returns: nil for what names no resource: discovery, `/version`, anything else.
    init?(segments: [String]) {
        var rest = segments[...]
        switch rest.popFirst() {
        case "api":
            guard let version = rest.popFirst() else { return nil }
            group = ""
            self.version = version
        case "apis":
            guard let group = rest.popFirst(), let version = rest.popFirst() else { return nil }
            self.group = group
            self.version = version
        default:
            return nil
        }
        // `/namespaces/shop` and its subresources are the Namespace itself; a third part makes it the scope of something else.
        if rest.first == "namespaces", rest.count >= 3, !["status", "finalize"].contains(rest[rest.startIndex + 2]) {
            rest.removeFirst()
            namespace = rest.popFirst()
        }
        guard let resource = rest.popFirst() else { return nil }
        self.resource = resource
        name = rest.popFirst()
        subresource = rest.popFirst()
        guard rest.isEmpty else { return nil }
    }

    /// The list that an object of this path is found in.
    package var resourceType: ResourceType { ResourceType(group: group, version: version, resource: resource) }
}

/// A resource of the API in one of its versions.
package struct ResourceType: Hashable, Sendable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    package var resource: String

    /// `deployments.apps`, as messages of the API server write it.
    package var qualified: String { group.isEmpty ? resource : "\(resource).\(group)" }

    /// `/v1, Resource=pods`, as Go's `GroupVersionResource` prints itself.
    package var goDescription: String { "\(group)/\(version), Resource=\(resource)" }

    /// `v1`, `apps/v1`
    package var groupVersion: String { group.isEmpty ? version : "\(group)/\(version)" }

    /// Secrets are neither loaded nor served, whatever a folder holds.
    package var isSecret: Bool { group.isEmpty && resource == "secrets" }
}
