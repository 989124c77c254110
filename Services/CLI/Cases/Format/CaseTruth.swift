package import Contracts
import Primitives

/// What a good answer to an alert says.
package struct CaseTruth: Hashable, Sendable {
    /// Categories that are equally good, the most fitting first.
    package var categories: [CauseCategory]
    /// The objects that may be named as the one at fault, with `*` for any text; none where any will do.
    package var objects: [String]
    /// What the answer must say. Each may give alternatives.
    package var mentions: [Words]
    /// What its first cause must not say.
    package var never: [String]
    /// The decisive facts: each must stand in some piece of evidence.
    package var evidence: [Words]

    package init(
        categories: [CauseCategory], objects: [String] = [], mentions: [Words] = [], never: [String] = [], evidence: [Words] = []
    ) {
        self.categories = categories
        self.objects = objects
        self.mentions = mentions
        self.never = never
        self.evidence = evidence
    }

    /// Texts of which one is enough; written `a|b`.
    package struct Words: Hashable, Sendable, CustomStringConvertible {
        package var alternatives: [String]

        package init(_ text: String) {
            alternatives = text.split(separator: "|").map(String.init)
        }

        package init(alternatives: [String]) {
            self.alternatives = alternatives
        }

        package func occur(in text: String) -> Bool {
            let text = text.lowercased()
            return alternatives.contains { text.contains($0.lowercased()) }
        }

        package var description: String { alternatives.joined(separator: "|") }
    }
}

extension CaseTruth {
    init(_ fields: Fields) throws(CaseError) {
        try fields.allow(["category", "object", "mention", "never", "evidence"])
        categories = []
        for (value, place) in try fields.list("category") {
            guard let category = value.string.flatMap(CauseCategory.init(rawValue:)) else {
                throw place.error("'\(value.string ?? "")' is no category")
            }
            categories.append(category)
        }
        guard !categories.isEmpty else { throw fields.error("category", "is missing") }
        objects = try fields.texts("object")
        for (index, object) in objects.enumerated() where object.split(separator: " ").count != 2 {
            throw fields.place.member("object").element(index).error("must be written as in 'Deployment shop/ledger', not '\(object)'")
        }
        mentions = try fields.texts("mention").map(Words.init)
        never = try fields.texts("never")
        evidence = try fields.texts("evidence").map(Words.init)
    }
}
