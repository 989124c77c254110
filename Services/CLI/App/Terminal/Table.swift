/// Rows in columns, each as wide as its widest cell.
struct Table {
    enum Alignment {
        case left, right
    }

    struct Cell {
        var text: String
        var style: Terminal.Style?

        init(_ text: String, _ style: Terminal.Style? = nil) {
            self.text = PlainText.sanitized(text)
            self.style = style
        }
    }

    private let header: [String]
    private let alignments: [Alignment]
    private var rows: [[Cell]] = []

    init(_ columns: [(title: String, alignment: Alignment)]) {
        header = columns.map(\.title)
        alignments = columns.map(\.alignment)
    }

    mutating func add(_ cells: [Cell]) {
        rows.append(cells)
    }

    func lines(_ terminal: Terminal) -> [String] {
        let widths = header.indices.map { column in
            ([PlainText.width(header[column])] + rows.map { PlainText.width($0[column].text) }).max() ?? 0
        }
        func line(_ cells: [Cell]) -> String {
            let parts = cells.indices.map { column in
                let cell = cells[column]
                let gap = String(repeating: " ", count: widths[column] - PlainText.width(cell.text))
                let text = cell.style.map { terminal.styled(cell.text, $0) } ?? cell.text
                let isLast = column == cells.count - 1
                return alignments[column] == .right ? gap + text : isLast ? text : text + gap
            }
            return parts.joined(separator: "  ")
        }
        return [line(header.map { Cell($0, .dim) })] + rows.map(line)
    }
}
