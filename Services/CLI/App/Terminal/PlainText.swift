/// Text from elsewhere, made safe to print: logs and labels may hold escape sequences, and a terminal would obey them.
enum PlainText {
    /// Newlines and tabs stay; every other control character, and what turns the direction of text, becomes U+FFFD.
    static func sanitized(_ text: String) -> String {
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x0A: result.append(scalar)
            case 0x09: result.append(contentsOf: "    ".unicodeScalars)
            case 0x0D: continue
            case 0..<0x20, 0x7F..<0xA0, 0x2028...0x2029, 0x202A...0x202E, 0x2066...0x2069: result.append("\u{FFFD}")
            default: result.append(scalar)
            }
        }
        return String(result)
    }

    /// The columns that a terminal gives `text`, escape sequences aside.
    static func width(_ text: String) -> Int {
        text.reduce(0) { $0 + width($1) }
    }

    private static func width(_ character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        if scalar.properties.isEmojiPresentation { return 2 }
        // The wide and full-width blocks of Unicode's East Asian Width.
        return switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x20000...0x3FFFD:
            2
        default: 1
        }
    }

    /// `text` in lines of at most `columns`, broken at blanks; a word that is longer stays whole, so that it can be copied.
    static func wrapped(_ text: String, columns: Int) -> [String] {
        text.split(separator: "\n", omittingEmptySubsequences: false).flatMap { wrappedLine(String($0), columns: columns) }
    }

    private static func wrappedLine(_ text: String, columns: Int) -> [String] {
        let indent = String(text.prefix { $0 == " " })
        var lines: [String] = []
        var line = indent
        var used = indent.count
        var isEmpty = true
        for word in text.split(separator: " ") {
            let columnsOfWord = width(String(word))
            if !isEmpty, used + 1 + columnsOfWord > columns {
                lines.append(line)
                line = indent
                used = indent.count
                isEmpty = true
            }
            if !isEmpty {
                line += " "
                used += 1
            }
            line += word
            used += columnsOfWord
            isEmpty = false
        }
        return lines + [line]
    }

    /// `text` cut to `columns`, with an ellipsis where something was cut off.
    static func truncated(_ text: String, columns: Int) -> String {
        guard width(text) > columns else { return text }
        var result = ""
        var used = 0
        for character in text {
            used += width(character)
            if used > columns - 1 { break }
            result.append(character)
        }
        return result + "…"
    }

    static func padded(_ text: String, columns: Int) -> String {
        text + String(repeating: " ", count: max(0, columns - width(text)))
    }
}
