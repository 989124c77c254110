/// How many tokens a text is, without any provider's tokenizer: a little too many rather than too few.
///
/// Tokenizers of today's models (byte-pair encodings of 100,000 to 260,000 pieces) take common English words whole, with the space before them,
/// split digits into groups of one to three, and give most punctuation a token of its own. What an analysis sends is mostly names, numbers and
/// punctuation, where four bytes a token, as for prose, would be too few. So, by runs of the same kind of byte: four letters a token, two
/// digits a token, each other sign one, a space before a word none, and three bytes of anything beyond ASCII (one ideograph) two.
package enum TokenEstimate {
    package static func tokens(of text: String) -> Int {
        var tokens = 0
        var run = 0
        var kind = Kind.space
        var wide = 0
        func worth(_ kind: Kind, _ run: Int) -> Int {
            switch kind {
            case .letters: (run + 3) / 4
            case .digits: (run + 1) / 2
            // One space belongs to the word after it; indentation is a token for some of them.
            case .space: run > 1 ? (run + 7) / 8 : 0
            case .newline, .sign: run
            case .wide: 0
            }
        }
        for byte in text.utf8 {
            let next = Kind(byte)
            if next == .wide { wide += 1 }
            if next == kind {
                run += 1
            } else {
                tokens += worth(kind, run)
                kind = next
                run = 1
            }
        }
        return tokens + worth(kind, run) + (wide * 2 + 2) / 3
    }

    private enum Kind {
        case letters, digits, space, newline, sign, wide

        init(_ byte: UInt8) {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .letters
            case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digits
            case UInt8(ascii: " "), UInt8(ascii: "\t"): self = .space
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"): self = .newline
            case 0x80...: self = .wide
            default: self = .sign
            }
        }
    }
}
