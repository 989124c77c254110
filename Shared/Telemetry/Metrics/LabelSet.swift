/// The labels of one metric as a type, so that a value can't be forgotten or swapped.
///
/// ```swift
/// struct RequestLabels: LabelSet {
///     var route: String
///     var method: String
///     var pairs: KeyValuePairs<String, String> { ["route": route, "method": method] }
/// }
/// ```
package protocol LabelSet: Hashable, Sendable {
    /// Names and values in the order they are printed; the same names for every value.
    var pairs: KeyValuePairs<String, String> { get }
}

/// One label, named by hand: for metrics that differ in a single word.
package struct Label: LabelSet {
    package let name: String
    package let value: String

    package init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }

    package var pairs: KeyValuePairs<String, String> { [name: value] }
}
