/// A regular expression of a matcher, anchored at both ends, as PostgreSQL is given it.
///
/// Alertmanager's are RE2's. What is common to RE2 and PostgreSQL's "advanced" ones, everything in daily use, is translated; the rest is refused.
/// There are no back references and no look-around, so that PostgreSQL decides by an automaton, in time linear in the label's length, and the automaton's size is bounded
/// by ``maximumSize``: no pattern that a client sends can keep a server busy.
/// Source: https://github.com/google/re2/wiki/Syntax; https://www.postgresql.org/docs/current/functions-matching.html
package struct LabelPattern: Hashable, Sendable {
    /// As it was sent.
    package let text: String
    /// The same for PostgreSQL's `~`.
    package let anchored: String

    /// Of a pattern with its repetitions written out.
    package static let maximumSize = 2_000

    package init(_ text: String) throws(LabelMatcherError) {
        var translation = LabelPatternTranslation(text)
        self.text = text
        anchored = try translation.anchored()
    }
}
