import HTTPKit

/// Which objects of a kind a LIST returns.
///
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#semantics-for-get-and-list
package struct ListOptions: Hashable, Sendable {
    package var labelSelector: String?
    package var fieldSelector: String?
    package var freshness: Freshness

    package enum Freshness: Hashable, Sendable {
        /// `resourceVersion=0`: from the API server's watch cache, whole and at once, at most moments old. Costs etcd nothing.
        case cached
        /// From etcd, in pages of so many objects.
        case paged(limit: Int)
    }

    package init(labelSelector: String? = nil, fieldSelector: String? = nil, freshness: Freshness = .cached) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.freshness = freshness
    }

    /// The query of one page. A `limit` is never sent together with `resourceVersion=0`, which the watch cache answers without regard to it;
    /// nor a resource version with a continue token, which already holds one.
    func query(continuing token: String?) -> QueryString {
        var query = QueryString()
        if let labelSelector {
            query.append("labelSelector", labelSelector)
        }
        if let fieldSelector {
            query.append("fieldSelector", fieldSelector)
        }
        switch freshness {
        case .cached:
            query.append("resourceVersion", "0")
        case .paged(let limit):
            query.append("limit", String(limit))
        }
        if let token {
            query.append("continue", token)
        }
        return query
    }
}
