import Contracts
import Primitives

/// What is told differently about the same fault: names, wordings, event API, order, and what else goes on beside it.
///
/// A function of its seed and number alone.
package struct Variation: Hashable, Sendable {
    /// 0 is the case as it is written.
    package var number: Int
    package var seed: UInt64

    /// The case as it is written.
    package static let none = Variation(number: 0, seed: 0)

    package init(number: Int, seed: UInt64) {
        self.number = number
        self.seed = number == 0 ? 0 : StableHash.of("\(seed)/\(number)")
    }

    private func random(_ purpose: String) -> SeededRandom {
        SeededRandom(seed: seed, text: purpose)
    }

    private func chance(_ purpose: String, of count: UInt64) -> UInt64 {
        var random = random(purpose)
        return random.next() % count
    }

    private var isNone: Bool { number == 0 }

    // MARK: The document

    func apply(to source: Case) throws(CaseError) -> JSONValue {
        // Wordings go round, so that few variations are enough to see them all.
        var document = Wordings(number: number).chosen(source.document, name: nil)
        guard !isNone else { return document }
        let names = Renaming(document, seed: seed)
        document = try document.mapTextsAndNames { text throws(CaseError) in names.apply(to: text) }
        let company = Company(random: random("company"), document: document)
        return company.join(document)
    }

    // MARK: The output

    /// The minor version that the API server says it is; nil leaves the case's own.
    var version: String? {
        isNone ? nil : String(24 + chance("version", of: 13))
    }

    /// Whether all events come by the newer API's fields, none do, or each as its component records it.
    var newerEvents: Bool? {
        guard !isNone else { return nil }
        return switch chance("events", of: 4) {
        case 0: true
        case 1: false
        default: nil
        }
    }

    func ordered(_ objects: [JSONValue]) -> [JSONValue] {
        guard !isNone else { return objects }
        var random = random("order")
        return objects.shuffled(using: &random)
    }

    /// Nodes are renamed last of all, since the base cluster brings them.
    var renamesOutput: Bool { !isNone }

    func finish(_ text: String) -> String {
        isNone ? text : Renaming.nodes(seed: seed).apply(to: text)
    }

    func finish(_ judged: ExpandedCase.JudgedAlert) -> ExpandedCase.JudgedAlert {
        guard !isNone else { return judged }
        var judged = judged
        judged.alert.labels = judged.alert.labels.mapValues { finish($0) }
        judged.alert.annotations = judged.alert.annotations.mapValues { finish($0) }
        judged.truth.objects = judged.truth.objects.map { finish($0) }
        judged.truth.never = judged.truth.never.map { finish($0) }
        func words(_ words: CaseTruth.Words) -> CaseTruth.Words { .init(alternatives: words.alternatives.map { finish($0) }) }
        judged.truth.mentions = judged.truth.mentions.map(words)
        judged.truth.evidence = judged.truth.evidence.map(words)
        return judged
    }
}

/// Chooses among the wordings that a case offers.
struct Wordings: Sendable {
    let number: Int

    /// - Parameter name: Of the member that the value is: a list of texts under `message` is a choice, elsewhere it is a list.
    func chosen(_ value: JSONValue, name: String?) -> JSONValue {
        switch value {
        case .array(let elements):
            if name == "message", !elements.isEmpty, elements.allSatisfy({ $0.string != nil }) { return elements[number % elements.count] }
            return .array(elements.map { chosen($0, name: nil) })
        case .object(let members):
            if members.count == 1, let choices = members["variants"]?.array, !choices.isEmpty {
                return chosen(choices[number % choices.count], name: nil)
            }
            return .object(Dictionary(uniqueKeysWithValues: members.map { ($0.key, chosen($0.value, name: $0.key)) }))
        default:
            return value
        }
    }
}
