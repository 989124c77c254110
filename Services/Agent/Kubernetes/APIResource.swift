import HTTPKit

/// A kind of object as the API server's paths name it.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#resource-uris
package struct APIResource: Hashable, Sendable {
    /// Empty for the core group.
    package var group: String
    package var version: String
    /// `pods`, `deployments`
    package var plural: String
    package var isNamespaced: Bool

    package init(group: String = "", version: String = "v1", plural: String, isNamespaced: Bool = true) {
        self.group = group
        self.version = version
        self.plural = plural
        self.isNamespaced = isNamespaced
    }

    /// `/api/v1/namespaces/shop/pods`, `/apis/apps/v1/deployments`.
    package func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace {
            path += "/namespaces/" + PercentEncoding.encode(namespace)
        }
        path += "/" + plural
        for part in [name, subresource] {
            if let part {
                path += "/" + PercentEncoding.encode(part)
            }
        }
        return path
    }
}
