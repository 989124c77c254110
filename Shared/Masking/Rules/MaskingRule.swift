/// One kind of secret: which literal says that one may be here, and what then tells whether it is.
struct MaskingRule: Sendable {
    /// What placeholders call it.
    var name: String
    var family: MaskingFamily
    /// One of these occurs in every match.
    var literals: [String]
    var foldsCase = false
    var detector: Detector
    var validator: Validator = .none
    /// The pattern begins with all of a run of these bytes: where it fails, it fails anywhere in that run.
    var run: ByteSet?

    enum Detector: Sendable {
        /// A PCRE2 pattern over bytes; a group called `secret` is what is masked, else all of it is.
        case pattern(String, start: Start)
        /// A value whose name says that it is secret.
        case named
        /// `scheme://user:password@host`
        case userInfo
        case mailbox
        case publicAddress
    }

    /// Where a pattern begins, seen from its literal.
    enum Start: Sendable {
        case literal
        /// So many bytes before it.
        case before(Int)
        /// Where the run of these bytes before it begins.
        case run(ByteSet, atMost: Int)
    }

    enum Validator: Sendable {
        case none
        /// Letters and digits as no word has them.
        case random
        /// Base64 of `user:password`.
        case basicCredentials
    }

    /// A token that begins with its literal.
    static func token(_ name: String, _ family: MaskingFamily, _ literal: String, _ rest: String, _ validator: Validator = .none) -> MaskingRule {
        MaskingRule(
            name: name, family: family, literals: [literal],
            detector: .pattern(quoted(literal) + rest, start: .literal), validator: validator)
    }

    /// A pattern that begins with any of its literals.
    static func starting(
        _ name: String, _ family: MaskingFamily, _ literals: [String], foldsCase: Bool = false, at start: Start = .literal, _ pattern: String,
        _ validator: Validator = .none
    ) -> MaskingRule {
        MaskingRule(
            name: name, family: family, literals: literals, foldsCase: foldsCase,
            detector: .pattern((foldsCase ? "(?i)" : "") + pattern, start: start), validator: validator)
    }

    /// The same, which isn't asked again within a run where it failed.
    func failing(with run: ByteSet) -> MaskingRule {
        var rule = self
        rule.run = run
        return rule
    }

    /// A pattern with its literal in the middle.
    static func around(
        _ name: String, _ family: MaskingFamily, _ literal: String, _ start: Start, _ pattern: String, _ validator: Validator = .none
    ) -> MaskingRule {
        MaskingRule(name: name, family: family, literals: [literal], detector: .pattern(pattern, start: start), validator: validator)
    }

    /// The literal as a pattern.
    private static func quoted(_ literal: String) -> String { "\\Q\(literal)\\E" }
}
