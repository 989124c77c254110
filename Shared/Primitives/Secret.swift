/// A value that must not be seen: it prints, describes and reflects as `***`.
public struct Secret: Sendable, Hashable {
    /// The value itself, for the one place that needs it.
    public let exposed: String

    public init(_ value: String) {
        exposed = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    public var description: String { "***" }
    public var debugDescription: String { "***" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}
