/// What a source other than Kubernetes' API did not tell, and so one thing that an analysis doesn't know.
public struct SourceGap: Hashable, Sendable {
    public enum Source: String, Hashable, Sendable {
        case prometheus, tempo, loki
    }

    public var source: Source
    /// One sentence for a person, masked.
    public var text: String
    /// True where the source itself failed; false where it answered and had nothing (yet).
    public var isFailure: Bool

    public init(_ source: Source, _ text: String, isFailure: Bool = true) {
        self.source = source
        self.text = text
        self.isFailure = isFailure
    }
}
