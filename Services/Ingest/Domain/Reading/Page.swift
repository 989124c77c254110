/// A place in a list, which its cursor is written from and read back to. To clients the text is opaque.
package typealias ListPosition = Hashable & LosslessStringConvertible & Sendable

/// Which part of a list is wanted: what comes after a position, at most so many.
package struct Page<Position: ListPosition>: Hashable, Sendable {
    /// 1…``PageLimit/maximum``
    package let limit: Int
    /// The `next` of the page before; nil for the first page.
    package let after: Position?

    /// Limits out of range are moved into it.
    package init(limit: Int = PageLimit.usual, after: Position? = nil) {
        self.limit = min(max(limit, 1), PageLimit.maximum)
        self.after = after
    }
}

package enum PageLimit {
    package static let usual = 50
    package static let maximum = 200
}

/// One page of a list.
package struct Paged<Item: Sendable, Position: ListPosition>: Sendable {
    package let items: [Item]
    /// Where the next page begins; nil on the last one.
    ///
    /// A page may hold fewer items than its limit, even none, and still have a next one: a filter looks at a bounded number of candidates at a time.
    package let next: Position?

    package init(items: [Item], next: Position?) {
        self.items = items
        self.next = next
    }
}

extension Paged: Encodable where Item: Encodable {
    private enum CodingKeys: String, CodingKey {
        case items, next
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(items, forKey: .items)
        try container.encodeIfPresent(next?.description, forKey: .next)
    }
}
