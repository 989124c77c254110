import SourceClient

/// The parts of PromQL that hold what others named.
package enum PromQL {
    /// `label="x"` for one value, `label=~"x|y"` for several. PromQL anchors patterns at both ends.
    package static func matcher(_ label: String, _ values: [String]) -> String {
        guard values.count != 1 else { return "\(label)=\(QueryText.quoted(values[0]))" }
        return "\(label)=~\(QueryText.quoted(values.map(QueryText.pattern).joined(separator: "|")))"
    }
}
