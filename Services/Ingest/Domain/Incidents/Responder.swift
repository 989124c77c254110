/// Who changes an incident, or reads one.
package struct Responder: Hashable, Sendable {
    /// As the timeline shows it.
    package var name: String
    /// The one cluster whose incidents there are for them; nil for all.
    package var cluster: String?

    package init(name: String, cluster: String? = nil) {
        self.name = name
        self.cluster = cluster
    }
}
