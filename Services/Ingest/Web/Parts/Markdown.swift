import Primitives

/// Renders the little of Markdown that analyses are written in: headings, paragraphs, lists, tables, fenced code, `code` and **bold**.
///
/// Everything else stays text, and all text is escaped. There are no links, images or markup, so that nothing an alert says can become one.
enum Markdown {
    static func html(_ source: String) -> HTML {
        var renderer = Renderer()
        for line in source.split(separator: "\n", omittingEmptySubsequences: false) {
            renderer.take(line)
        }
        return renderer.finish()
    }

    /// `code` and **bold** within a line. A mark without its partner stays as it is.
    static func inline(_ text: Substring) -> HTML {
        var output = HTML()
        var rest = text
        while let mark = nextMark(in: rest) {
            let delimiter = rest[mark]
            let inside = rest[mark.upperBound...]
            guard let end = inside.firstRange(of: delimiter), end.lowerBound > inside.startIndex else {
                output.append("\(rest[..<mark.upperBound])")
                rest = inside
                continue
            }
            output.append("\(rest[..<mark.lowerBound])")
            let content = inside[..<end.lowerBound]
            output.append(delimiter == "`" ? "<code>\(content)</code>" : "<strong>\(content)</strong>")
            rest = inside[end.upperBound...]
        }
        output.append("\(rest)")
        return output
    }

    private static func nextMark(in text: Substring) -> Range<Substring.Index>? {
        let code = text.firstRange(of: "`")
        let bold = text.firstRange(of: "**")
        guard let code, let bold else { return code ?? bold }
        return code.lowerBound < bold.lowerBound ? code : bold
    }
}

/// Goes through a text line by line, with one block open at a time.
private struct Renderer {
    private enum Block {
        case none
        case paragraph([HTML])
        case list(ordered: Bool, [HTML])
        case table([HTML])
        case code([Substring])
    }

    private var output = HTML()
    private var block = Block.none

    mutating func take(_ line: Substring) {
        if case .code(let lines) = block {
            if line.hasPrefix("```") { close() } else { block = .code(lines + [line]) }
            return
        }
        let text = line.drop { $0 == " " || $0 == "\t" }
        if text.isEmpty {
            close()
        } else if text.hasPrefix("```") {
            close()
            block = .code([])
        } else if let heading = heading(text) {
            close()
            output.append(heading)
        } else if let item = listItem(text) {
            append(item.content, ordered: item.isOrdered)
        } else if text.hasPrefix("|") {
            append(row: text)
        } else {
            append(paragraph: text)
        }
    }

    mutating func finish() -> HTML {
        close()
        return output
    }

    /// Page headings end at the second level, so that a text's own begin at the third.
    private func heading(_ text: Substring) -> HTML? {
        let level = text.prefix { $0 == "#" }.count
        guard (1...6).contains(level), text.dropFirst(level).first == " " else { return nil }
        let content = Markdown.inline(text.dropFirst(level + 1))
        return level <= 2 ? "<h3>\(content)</h3>" : "<h4>\(content)</h4>"
    }

    private func listItem(_ text: Substring) -> (isOrdered: Bool, content: HTML)? {
        if text.hasPrefix("- ") || text.hasPrefix("* ") { return (false, Markdown.inline(text.dropFirst(2))) }
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard (1...3).contains(digits.count), text.dropFirst(digits.count).hasPrefix(". ") else { return nil }
        return (true, Markdown.inline(text.dropFirst(digits.count + 2)))
    }

    private mutating func append(_ item: HTML, ordered: Bool) {
        if case .list(ordered, let items) = block {
            block = .list(ordered: ordered, items + [item])
        } else {
            close()
            block = .list(ordered: ordered, [item])
        }
    }

    private mutating func append(row text: Substring) {
        var rows: [HTML] = []
        if case .table(let open) = block { rows = open } else { close() }
        let cells = text.split(separator: "|").filter { !$0.allSatisfy { $0 == " " } }
        let isRule = cells.allSatisfy { $0.allSatisfy { "-: ".contains($0) } }
        if !isRule { rows.append("<tr>\(cells.map { "<td>\(Markdown.inline($0))</td>" as HTML })</tr>") }
        block = .table(rows)
    }

    private mutating func append(paragraph text: Substring) {
        if case .paragraph(let lines) = block {
            block = .paragraph(lines + ["\n", Markdown.inline(text)])
        } else {
            close()
            block = .paragraph([Markdown.inline(text)])
        }
    }

    private mutating func close() {
        switch block {
        case .none: break
        case .paragraph(let lines): output.append("<p>\(lines)</p>\n")
        case .list(true, let items): output.append("<ol>\(items.map { "<li>\($0)</li>" as HTML })</ol>\n")
        case .list(false, let items): output.append("<ul>\(items.map { "<li>\($0)</li>" as HTML })</ul>\n")
        case .table(let rows): output.append("<div class=\"scroll\"><table><tbody>\(rows)</tbody></table></div>\n")
        case .code(let lines): output.append("<pre><code>\(lines.joined(separator: "\n"))</code></pre>\n")
        }
        block = .none
    }
}
