/// How much structure a JSON document from outside may have.
public struct JSONLimits: Hashable, Sendable {
    /// Arrays and objects within each other.
    public var depth: Int
    /// Members of one object.
    public var members: Int
    /// Values of the whole document, containers included.
    public var values: Int

    /// - Note: An alert has some 20 labels, and the deepest document in use (an analysis with its artifacts) nests to about 12.
    public init(depth: Int = 48, members: Int = 1_000, values: Int = 500_000) {
        self.depth = depth
        self.members = members
        self.values = values
    }
}
