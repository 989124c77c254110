/// Who changes an incident.
package struct Responder: Hashable, Sendable {
    /// As the timeline shows it.
    package var name: String
    /// The clusters whose incidents there are for them.
    package var scope: ClusterScope

    package init(name: String, scope: ClusterScope = .all) {
        self.name = name
        self.scope = scope
    }
}
