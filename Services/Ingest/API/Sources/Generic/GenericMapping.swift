package import Contracts
import Primitives

/// Which parts of a sender's JSON are what of an alert: a format that is configured, not programmed.
package struct GenericMapping: Hashable, Sendable {
    /// How the status is told.
    package struct Status: Hashable, Sendable {
        package var path: FieldPath
        /// By the sender's words, in lower case.
        package var words: [String: AlertStatus]
        /// Of any other word, and of none; without it such a body is refused.
        package var fallback: AlertStatus?

        package init(path: FieldPath, words: [String: AlertStatus], fallback: AlertStatus? = nil) {
            self.path = path
            self.words = words
            self.fallback = fallback
        }
    }

    /// Leads to an array of alerts, or to a single one; nil for the body itself.
    package var alerts: FieldPath?
    package var labels: [String: ValueRule] = [:]
    /// Leads to an object whose members all become labels, under those that are named one by one.
    package var allLabels: FieldPath?
    package var annotations: [String: ValueRule] = [:]
    package var allAnnotations: FieldPath?
    /// nil where every alert fires until it ends by its `endsAt`.
    package var status: Status?
    package var startsAt: FieldPath?
    package var endsAt: FieldPath?
    package var fingerprint: ValueRule?
    package var generatorURL: ValueRule?
    package var groupKey: ValueRule?

    package init() {}
}
