import AgentDomain
import Contracts
import Primitives

/// All that a model was shown under an id, and whether what it says of it is there.
struct Citations: Sendable {
    private var items: [String: EvidenceItem] = [:]
    /// Whole, where an item's text is a part.
    private var texts: [String: String] = [:]
    /// What needs no id: the alert is the question itself.
    private let given: String
    private let known: KnownObjects

    /// - Parameters:
    ///   - shown: The question's evidence.
    ///   - shelf: The tools' answers.
    ///   - given: The alert's labels and annotations.
    init(shown: [EvidenceItem], shelf: ResultShelf, given: String, known: KnownObjects) {
        self.given = Self.plain(given)
        self.known = known
        for item in shown {
            items[item.id] = item
            texts[item.id] = Self.plain(
                [item.text, item.query, item.object?.description, item.observedAt?.description].compactMap(\.self).joined(separator: " "))
        }
        for entry in shelf.entries {
            items[entry.id] = EvidenceItem(
                id: entry.id, source: entry.source, query: entry.query, object: nil, observedAt: entry.observedAt, text: entry.text)
            texts[entry.id] = Self.plain(entry.text + " " + entry.query + " " + entry.observedAt.description)
        }
    }

    /// Each once; those that don't exist are left out. `[E3]` and `e3` are E3.
    func existing(_ ids: [String]) -> [String] {
        ids.map { String($0.uppercased().filter { $0.isLetter || $0.isNumber }) }
            .reduce(into: []) { list, id in if items[id] != nil, !list.contains(id) { list.append(id) } }
    }

    func source(of id: String) -> String { items[id]?.source ?? "" }

    /// Whether a name stands anywhere in what was shown.
    func mention(_ name: String) -> Bool {
        let wanted = Self.plain(name)
        return texts.values.contains { Self.holds($0, wanted, isNumber: false) } || Self.holds(given, wanted, isNumber: false)
    }

    /// What a text quotes that doesn't stand in the evidence it cites.
    func unfounded(in text: String, citing ids: [String]) -> [String] {
        let cited = ids.compactMap { texts[$0] } + [given]
        let values = QuotedValues(text)
        let quotes = values.quotes.filter { quote in
            // A quote with an ellipsis is two.
            let pieces = quote.split(whereSeparator: { $0 == "…" }).map { Self.plain(String($0)) }.filter { !$0.isEmpty }
            return !pieces.allSatisfy { piece in
                cited.contains { $0.contains(piece) } || known.contains(name: piece) || ids.contains(piece.uppercased())
            }
        }
        let numbers = values.numbers.filter { number in
            !Self.spellings(number).contains { spelling in cited.contains { Self.holds($0, spelling, isNumber: true) } }
        }
        let names = values.names.filter { name in
            let last = name.split(separator: "/").last.map(String.init) ?? name
            return !cited.contains { $0.contains(Self.plain(name)) } && !known.contains(name: last) && !known.contains(namespace: name)
        }
        return quotes + numbers + names
    }

    /// As evidence of an answer: of a long one, the lines that bear out what was said.
    func item(_ id: String, for texts: [String]) -> EvidenceItem? {
        guard var item = items[id] else { return nil }
        guard item.text.count > EvidenceBook.maximumLength else { return item }
        let values = texts.map { QuotedValues($0) }
        let wanted = values.flatMap { $0.quotes + $0.names + $0.numbers }.map(Self.plain)
        let telling = item.text.split(separator: "\n").filter { line in
            let line = Self.plain(String(line))
            return wanted.contains { line.contains($0) }
        }
        let text =
            telling.isEmpty || telling.contains { $0.utf8.count > EvidenceBook.maximumLength }
            ? Self.around(wanted, item.text) : telling.joined(separator: " ⏎ ")
        item.text = text.count <= EvidenceBook.maximumLength ? text : String(text.prefix(EvidenceBook.maximumLength - 1)) + "…"
        return item
    }

    /// The part of a text around the first of some values.
    private static func around(_ wanted: [String], _ text: String) -> String {
        guard let hit = wanted.compactMap({ text.firstRange(of: $0)?.lowerBound }).min() else { return text }
        let start = text.index(hit, offsetBy: -200, limitedBy: text.startIndex) ?? text.startIndex
        return (start > text.startIndex ? "…" : "") + text[start...]
    }

    private static func spellings(_ number: String) -> [String] {
        [number, number.replacing(",", with: ""), number.replacing(",", with: "."), number.replacing(".", with: "")]
    }

    /// Lower case, and one space for any run of white space.
    private static func plain(_ text: String) -> String {
        text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "⏎" }).joined(separator: " ")
    }

    /// Whole: 13 doesn't stand in 137, nor 1.5 in 11.5.
    private static func holds(_ text: String, _ wanted: String, isNumber: Bool) -> Bool {
        let haystack = Array(text.utf8)
        let needle = Array(wanted.utf8)
        guard !needle.isEmpty, haystack.count >= needle.count else { return false }
        func isPart(_ byte: UInt8) -> Bool {
            let isDigit = (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
            return isNumber ? isDigit : isDigit || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
        }
        var index = 0
        while index + needle.count <= haystack.count {
            if haystack[index] == needle[0], haystack[index..<index + needle.count].elementsEqual(needle),
                index == 0 || !isPart(haystack[index - 1]), index + needle.count == haystack.count || !isPart(haystack[index + needle.count])
            {
                return true
            }
            index += 1
        }
        return false
    }
}
