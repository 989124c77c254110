import Primitives

/// A description as it stands in the documents: paragraphs, with code between backticks.
struct ProseText {
    private let text: String

    init(_ text: String?) {
        self.text = text ?? ""
    }

    var html: HTML {
        "\(paragraphs.map { "<p>\(Self.line($0))</p>" as HTML })"
    }

    private var paragraphs: [String] {
        var paragraphs: [[Substring]] = [[]]
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.allSatisfy(\.isWhitespace) { paragraphs.append([]) } else { paragraphs[paragraphs.count - 1].append(line) }
        }
        return paragraphs.filter { !$0.isEmpty }.map { $0.joined(separator: " ") }
    }

    /// Every second piece between backticks is code; one that is never closed is none.
    private static func line(_ text: String) -> HTML {
        let pieces = text.split(separator: "`", omittingEmptySubsequences: false)
        guard !pieces.count.isMultiple(of: 2) else { return HTML(text: text) }
        var html = HTML()
        for (index, piece) in pieces.enumerated() {
            html.append(index.isMultiple(of: 2) ? HTML(text: String(piece)) : "<code>\(piece)</code>")
        }
        return html
    }
}
