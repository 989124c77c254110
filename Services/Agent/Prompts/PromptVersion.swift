/// Which texts an analysis was made with. Stored analyses carry it, so that answers can be compared across versions.
package enum PromptVersion {
    /// Changed with every change of a prompt or a schema: a date and a number. A test holds the texts against it.
    package static let current = "2026-11-21.1"
}
