import AgentDomain
import Contracts
import Primitives

/// All that a model was shown under an id, and whether what it says of it is there.
struct Citations: Sendable {
    private var items: [String: EvidenceItem] = [:]
    /// Whole, where an item's text is a part. What was asked is no part of it: a model wrote that itself.
    private var texts: [String: EvidenceText] = [:]
    /// Those that neither a workload, nor anybody who writes notes, nor the model itself can have written.
    private var independentIDs: Set<String> = []
    /// What needs no id: the alert is the question itself.
    private let given: EvidenceText
    private let known: KnownObjects

    /// - Parameters:
    ///   - shown: The question's evidence.
    ///   - shelf: The tools' answers.
    ///   - given: The alert's labels and annotations.
    init(shown: [EvidenceItem], shelf: ResultShelf, given: String, known: KnownObjects) {
        self.given = EvidenceText(given)
        self.known = known
        for item in shown {
            items[item.id] = item
            texts[item.id] = EvidenceText(
                [item.text, item.object?.description, item.observedAt?.description].compactMap(\.self).joined(separator: " "))
            // Measurements of the question are answers to expressions of our own.
            if Self.isOfObjects(item.source, item.query) || item.source == "prometheus" { independentIDs.insert(item.id) }
        }
        for entry in shelf.entries {
            items[entry.id] = EvidenceItem(
                id: entry.id, source: entry.source, query: entry.query, object: nil, observedAt: entry.observedAt, text: entry.text)
            texts[entry.id] = EvidenceText(entry.text + " " + entry.observedAt.description)
            if Self.isOfObjects(entry.source, entry.query), !entry.isError { independentIDs.insert(entry.id) }
        }
    }

    /// Objects as the API server holds them. An event's message may hold what a probe or a hook printed.
    private static func isOfObjects(_ source: String, _ query: String) -> Bool {
        source == "kubernetes" && !query.contains("/events")
    }

    /// Each once; those that don't exist are left out. `[E3]` and `e3` are E3.
    func existing(_ ids: [String]) -> [String] {
        ids.map { String($0.uppercased().filter { $0.isLetter || $0.isNumber }) }
            .reduce(into: []) { list, id in if items[id] != nil, !list.contains(id) { list.append(id) } }
    }

    /// Those that can weigh against a finding that rules are sure of.
    func independent(_ ids: [String]) -> [String] { ids.filter(independentIDs.contains) }

    /// What a text quotes that doesn't stand in the evidence it cites.
    ///
    /// - Parameter atMost: Values of a kind that are looked for; whoever quotes more is not believed the rest.
    func unfounded(in text: String, citing ids: [String], atMost: Int = 30) -> [String] {
        let cited = ids.compactMap { texts[$0] } + [given]
        let values = QuotedValues(text)
        func isFounded(quote: String) -> Bool {
            // A quote with an ellipsis is two.
            let pieces = quote.split(whereSeparator: { $0 == "…" }).map { EvidenceText.plain(String($0)) }.filter { !$0.isEmpty }
            return pieces.allSatisfy { piece in
                known.contains(name: piece) || ids.contains(piece.uppercased()) || cited.contains { $0.holds(quote: piece) }
            }
        }
        let quotes = values.quotes.enumerated().filter { $0.offset >= atMost || !isFounded(quote: $0.element) }
        let numbers = values.numbers.enumerated().filter { number in
            number.offset >= atMost || !cited.contains { $0.holds(number: number.element) }
        }
        let names = values.names.enumerated().filter { name in
            name.offset >= atMost || !(known.contains(path: name.element) || cited.contains { $0.holds(name: name.element) })
        }
        return quotes.map(\.element) + numbers.map(\.element) + names.map(\.element)
    }

    /// As evidence of an answer: of a long one, the lines that bear out what was said.
    func item(_ id: String, for texts: [String]) -> EvidenceItem? {
        guard var item = items[id] else { return nil }
        guard item.text.count > EvidenceBook.maximumLength else { return item }
        let values = texts.map { QuotedValues($0) }
        let wanted = values.flatMap { $0.quotes + $0.names + $0.numbers }.map(EvidenceText.plain)
        let telling = item.text.split(separator: "\n").filter { line in
            let line = EvidenceText.plain(String(line))
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
}
