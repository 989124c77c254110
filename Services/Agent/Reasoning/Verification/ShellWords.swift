/// A line as a shell would take it apart, as far as it means the same in every shell.
enum ShellWords {
    /// Signs that stand for themselves outside of quotes. All others may be a shell's own: lists in braces, patterns, variables, redirections.
    private static let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_./=:,@%+".utf8)

    /// - Returns: nil where it would do more than run one program.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word: [UInt8] = []
        var isOpen = false
        var quote: UInt8?
        for byte in line.utf8 {
            if let open = quote {
                if byte == open {
                    quote = nil
                } else if open == UInt8(ascii: "\""), "$`\\!".utf8.contains(byte) {
                    return nil
                } else {
                    word.append(byte)
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "'"), UInt8(ascii: "\""):
                quote = byte
                isOpen = true
            case UInt8(ascii: " "):
                if isOpen { words.append(String(decoding: word, as: UTF8.self)) }
                word = []
                isOpen = false
            case _ where plain.contains(byte):
                word.append(byte)
                isOpen = true
            default: return nil
            }
        }
        guard quote == nil else { return nil }
        if isOpen { words.append(String(decoding: word, as: UTF8.self)) }
        return words
    }
}
