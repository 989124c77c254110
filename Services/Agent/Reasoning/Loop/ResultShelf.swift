import AgentPrompts
package import Primitives

/// The whole answers of a conversation's tools, of which the model was shown a part, each under the id that it is cited by.
package struct ResultShelf: Sendable {
    /// One answer, as evidence.
    package struct Entry: Hashable, Sendable {
        /// `E7`
        package var id: String
        package var tool: String
        package var source: String
        package var query: String
        package var observedAt: Timestamp
        package var text: String
        /// Nothing could be had; the text says why.
        package var isError = false
    }

    package private(set) var entries: [Entry] = []
    private let firstNumber: Int
    /// Bytes of one answer, and of all: what is beyond is not kept.
    private static let maximumEntry = 512 << 10
    private static let maximumTotal = 4 << 20

    /// - Parameter firstNumber: The first id's: the rules' evidence has those before it.
    package init(firstNumber: Int = 1) {
        self.firstNumber = firstNumber
    }

    /// - Returns: the id to cite it by.
    mutating func keep(_ text: String, tool: String, source: String, query: String, at time: Timestamp, isError: Bool = false) -> String {
        let id = "E\(firstNumber + entries.count)"
        let held = entries.reduce(0) { $0 + $1.text.utf8.count }
        let kept = Excerpt.prefix(of: text, bytes: min(Self.maximumEntry, Self.maximumTotal - held))
        entries.append(Entry(id: id, tool: tool, source: source, query: query, observedAt: time, text: kept, isError: isError))
        return id
    }

    package subscript(id: String) -> Entry? { entries.first { $0.id == id } }
}

// MARK: What tools ask of it

extension ResultShelf {
    private static let context = 2
    private static let maximumLines = 60
    private static let pageBytes = 6000

    static let tools: [any ShelfTool] = [SearchResult(), ReadResult()]

    /// A tool that looks at what other tools answered, and at nothing else.
    protocol ShelfTool: Sendable {
        var name: String { get }
        var summary: String { get }
        var parameters: JSONValue { get }
        func call(_ arguments: JSONValue, shelf: ResultShelf) -> ToolAnswer
    }

    struct SearchResult: ShelfTool {
        let name = "search_result"
        let summary = "Finds lines in the whole of an earlier answer that was shown in part, with the lines around them."
        let parameters: JSONValue = [
            "type": "object", "required": ["id", "text"], "additionalProperties": false,
            "properties": [
                "id": ["type": "string", "description": "The answer's id, as in E7"],
                "text": ["type": "string", "description": "What a line holds, in any case; no pattern"],
            ],
        ]

        func call(_ arguments: JSONValue, shelf: ResultShelf) -> ToolAnswer {
            guard let entry = arguments["id"]?.string.flatMap({ shelf[$0] }) else { return .unknown(shelf) }
            let wanted = arguments["text"]?.string?.lowercased() ?? ""
            guard !wanted.isEmpty, wanted.utf8.count <= 200 else { return .refusal("text must have 1 to 200 bytes.") }
            // One line of JSON is found by what stands around the match.
            let lines = entry.text.split(separator: "\n", omittingEmptySubsequences: false).flatMap(ResultShelf.pieces)
            let hits = lines.indices.filter { lines[$0].lowercased().contains(wanted) }
            guard !hits.isEmpty else { return ToolAnswer(text: "No line of \(entry.id) holds that.") }
            var shown: [String] = []
            var last = -1
            for hit in hits where shown.count < ResultShelf.maximumLines {
                for index in max(last + 1, hit - ResultShelf.context)...max(hit, min(hit + ResultShelf.context, lines.count - 1)) where index > last {
                    shown.append("\(index + 1): \(lines[index])")
                    last = index
                }
            }
            return ToolAnswer(text: "\(hits.count) of \(lines.count) lines of \(entry.id) hold it.\n" + shown.joined(separator: "\n"))
        }
    }

    struct ReadResult: ShelfTool {
        let name = "read_result"
        let summary = "Reads on in the whole of an earlier answer that was shown in part."
        let parameters: JSONValue = [
            "type": "object", "required": ["id", "offset"], "additionalProperties": false,
            "properties": [
                "id": ["type": "string", "description": "The answer's id, as in E7"],
                "offset": ["type": "integer", "description": "Bytes from its beginning"],
            ],
        ]

        func call(_ arguments: JSONValue, shelf: ResultShelf) -> ToolAnswer {
            guard let entry = arguments["id"]?.string.flatMap({ shelf[$0] }) else { return .unknown(shelf) }
            let count = entry.text.utf8.count
            guard let offset = arguments["offset"]?.integer, offset >= 0, offset < count else {
                return .refusal("\(entry.id) has \(count) bytes; offset must be less.")
            }
            let page = Excerpt.prefix(of: Excerpt.suffix(of: entry.text, bytes: count - Int(offset)), bytes: ResultShelf.pageBytes)
            return ToolAnswer(text: "Bytes from \(offset) of \(count) of \(entry.id):\n\(page)")
        }
    }

    /// A line in pieces that can be shown.
    private static func pieces(_ line: Substring) -> [String] {
        var pieces: [String] = []
        var rest = String(line)
        while rest.utf8.count > 400 {
            let piece = Excerpt.prefix(of: rest, bytes: 400)
            pieces.append(piece)
            rest = Excerpt.suffix(of: rest, bytes: rest.utf8.count - piece.utf8.count)
        }
        return pieces + [rest]
    }
}

extension ToolAnswer {
    fileprivate static func unknown(_ shelf: ResultShelf) -> ToolAnswer {
        .refusal(
            shelf.entries.isEmpty
                ? "There is no earlier answer." : "There is no such answer; there are \(shelf.entries.map(\.id).joined(separator: ", ")).")
    }
}
