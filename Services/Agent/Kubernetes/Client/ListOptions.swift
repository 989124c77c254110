import HTTPKit

/// Which objects of a kind a LIST returns, and in pieces of what size.
///
/// No resource version is asked for: the answer is as of now, and servers since 1.31 give it from their watch cache. With `resourceVersion=0`
/// they would leave a limit unheeded and send everything at once.
/// Source: https://kubernetes.io/docs/reference/using-api/api-concepts/#retrieving-large-results-sets-in-chunks
package struct ListOptions: Hashable, Sendable {
    package var labelSelector: String?
    package var fieldSelector: String?
    /// Objects in one answer; nil takes what suits the kind.
    package var pageSize: Int?

    package init(labelSelector: String? = nil, fieldSelector: String? = nil, pageSize: Int? = nil) {
        self.labelSelector = labelSelector
        self.fieldSelector = fieldSelector
        self.pageSize = pageSize
    }

    /// The query of one page.
    ///
    /// - Parameter usual: What suits the kind.
    func query(continuing token: String? = nil, usual: Int) -> QueryString {
        var query = QueryString()
        if let labelSelector {
            query.append("labelSelector", labelSelector)
        }
        if let fieldSelector {
            query.append("fieldSelector", fieldSelector)
        }
        query.append("limit", String(pageSize ?? usual))
        if let token {
            query.append("continue", token)
        }
        return query
    }
}
