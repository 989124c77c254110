public import Contracts
package import Masking
public import Primitives

/// A fact's place in an ``EvidenceBook``.
public struct EvidenceID: Hashable, Sendable {
    let position: Int
}

/// The facts that an analysis rests on, each once.
public struct EvidenceBook: Sendable {
    /// Characters of one fact. A stack trace's head fits; a log does not.
    public static let maximumLength = 600

    struct Fact: Hashable {
        var source: String
        var query: String
        var object: ObjectReference?
        var text: String
    }

    private var facts: [Fact] = []
    private var times: [Timestamp?] = []
    private var positions: [Fact: Int] = [:]
    private let masking: MaskingSession

    /// - Parameter masking: what every fact passes, before it is cut to length.
    package init(masking: MaskingSession) {
        self.masking = masking
    }

    /// - Parameters:
    ///   - source: `kubernetes`, `logs` or `prometheus`.
    ///   - query: the exact request that shows the fact.
    public mutating func cite(source: String, query: String, object: ObjectReference?, at time: Timestamp?, text: String) -> EvidenceID {
        let masked = masking.mask(text)
        let bounded = masked.count > Self.maximumLength ? String(masked.prefix(Self.maximumLength - 1)) + "…" : masked
        let fact = Fact(source: source, query: query, object: object, text: bounded)
        if let position = positions[fact] { return EvidenceID(position: position) }
        positions[fact] = facts.count
        facts.append(fact)
        times.append(time)
        return EvidenceID(position: facts.count - 1)
    }

    public func text(of id: EvidenceID) -> String { facts[id.position].text }
    public func time(of id: EvidenceID) -> Timestamp? { times[id.position] }

    /// The cited facts in the order of their citation, numbered from `E1`, and the number of each.
    public func items(citedBy citations: [EvidenceID]) -> (items: [EvidenceItem], ids: [EvidenceID: String]) {
        var ids: [EvidenceID: String] = [:]
        var items: [EvidenceItem] = []
        for citation in citations where ids[citation] == nil {
            let fact = facts[citation.position]
            let id = "E\(items.count + 1)"
            ids[citation] = id
            items.append(
                EvidenceItem(
                    id: id, source: fact.source, query: fact.query, object: fact.object, observedAt: times[citation.position], text: fact.text))
        }
        return (items, ids)
    }
}
