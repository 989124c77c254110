/// A value that must not be seen: it prints, describes and reflects as `***`.
package struct Secret: Sendable, Hashable {
    /// The value itself, for the one place that needs it.
    package let exposed: String

    package init(_ value: String) {
        exposed = value
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "***" }
    package var debugDescription: String { "***" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
