/// Takes secrets out of text: what leaves the process, to a language model, a database, a log or a response, has passed it.
///
/// Made once, from settings; safe to share. Where several texts belong together, a ``MaskingSession`` keeps equal secrets equal.
package struct Masker: Sendable {
    let core: Core?

    final class Core: Sendable {
        let book: RuleBook
        let custom: [CustomRule]
        let onHit: @Sendable (MaskingFamily) -> Void

        init(book: RuleBook, custom: [CustomRule], onHit: @escaping @Sendable (MaskingFamily) -> Void) {
            self.book = book
            self.custom = custom
            self.onHit = onHit
        }
    }

    private init(core: Core?) {
        self.core = core
    }

    /// - Parameter onHit: told of each secret, to count it.
    package init(_ options: MaskingOptions = MaskingOptions(), onHit: @escaping @Sendable (MaskingFamily) -> Void = { _ in }) {
        core =
            options.isEnabled
            ? Core(book: RuleBook(options), custom: options.custom, onHit: onHit)
            : nil
    }

    /// Changes nothing.
    package static let off = Masker(core: nil)

    /// The built-in rules, all of them.
    package static let standard = Masker()

    /// Equal secrets become equal placeholders, in all that one session masks.
    package func session() -> MaskingSession { MaskingSession(self, isNumbered: true) }

    /// Placeholders without numbers, where texts of several sessions meet: the same number there would tell of different secrets.
    package func sessionWithoutNumbers() -> MaskingSession { MaskingSession(self, isNumbered: false) }

    /// The text without its secrets; masking it again changes nothing.
    package func mask(_ text: String) -> String {
        guard let core else { return text }
        return Redaction(core: core) { finding, _ in Placeholder.text(finding.name, number: nil) }.mask(text)
    }

    /// A value whose name is known, as an environment variable's is.
    package func mask(_ value: String, named name: String) -> String {
        guard let core else { return value }
        return Redaction(core: core) { finding, _ in Placeholder.text(finding.name, number: nil) }.mask(value, named: name)
    }
}
