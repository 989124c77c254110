/// Which part of a list is wanted: what comes after a cursor, at most so many.
package struct Page: Hashable, Sendable {
    package static let maximumLimit = 200

    /// 1…``maximumLimit``
    package let limit: Int
    /// The last id of the page before; nil for the first page.
    package let after: IncidentID?

    /// Limits out of range are moved into it.
    package init(limit: Int = 50, after: IncidentID? = nil) {
        self.limit = min(max(limit, 1), Self.maximumLimit)
        self.after = after
    }
}

/// One page of a list.
package struct Paged<Item: Sendable>: Sendable {
    package let items: [Item]
    /// The cursor of the next page; nil on the last one.
    package let next: IncidentID?

    package init(items: [Item], next: IncidentID?) {
        self.items = items
        self.next = next
    }
}

extension Paged: Encodable where Item: Encodable {}
