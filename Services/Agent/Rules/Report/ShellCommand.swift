/// A command for a person to paste. What only a person knows stands in it in capitals, as a blank.
///
/// Whether there are blanks is known from how the command is made: variables of programs are in capitals, too.
struct ShellCommand: ExpressibleByStringInterpolation {
    let text: String
    /// Whether something is to be filled in.
    let isForm: Bool

    init(stringLiteral text: String) {
        (self.text, isForm) = (text, false)
    }

    init(stringInterpolation parts: StringInterpolation) {
        (text, isForm) = (parts.text, parts.isForm)
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var text = ""
        fileprivate var isForm = false

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 16 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }

        /// Options and words that are quoted already.
        mutating func appendInterpolation(_ words: String) { text += words }

        mutating func appendInterpolation(blank: String) {
            text += blank
            isForm = true
        }

        /// A word, quoted where it must be; a blank where it isn't known.
        mutating func appendInterpolation(_ word: String?, or blank: String) {
            if let word, !word.isEmpty { text += Shell.quoted(word) } else { appendInterpolation(blank: blank) }
        }
    }
}
