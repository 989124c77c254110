package import Contracts
package import Hummingbird
package import Primitives

/// Reads the parameters of a query, and collects what is wrong with them, so that all of it is told at once.
package struct QueryReader {
    private let parameters: Parameters
    package private(set) var errors: [FieldError] = []

    /// - Parameter known: What the operation takes. A misspelt `after` would otherwise answer with the first page for ever.
    package init(_ parameters: Parameters, known: Set<String>) {
        self.parameters = parameters
        let names = known.sorted().joined(separator: ", ")
        for name in Set(parameters.map { String($0.key) }).subtracting(known).sorted() {
            refuse(String(name.prefix(100)), "is not a parameter of this operation: it takes \(names)")
        }
    }

    package mutating func refuse(_ name: String, _ message: String) {
        errors.append(FieldError(field: name, message: message))
    }

    /// - Throws: ``ProblemError`` 400 that names every parameter that can't be read.
    package func check() throws(ProblemError) {
        guard errors.isEmpty else { throw .invalid(errors, detail: "The query can't be read as it is.") }
    }

    /// How often a parameter may be given that takes several values.
    private static let maximumCount = 20

    /// All values of a parameter that may be given several times.
    ///
    /// - Parameter maximum: Of each, in Unicode scalars: the API's document counts in them.
    package mutating func texts(_ name: String, maximum: Int = 1_024) -> [String] {
        let texts = parameters.getAll(name).map { String($0) }
        if texts.count > Self.maximumCount { refuse(name, "may be given \(Self.maximumCount) times") }
        for text in texts where text.isEmpty || text.unicodeScalars.count > maximum || text.utf8.contains(0) {
            refuse(name, "must be 1 to \(maximum) characters without U+0000")
            return []
        }
        return texts
    }

    package mutating func text(_ name: String, maximum: Int = 1_024) -> String? {
        let texts = texts(name, maximum: maximum)
        if texts.count > 1 { refuse(name, "may be given once") }
        return texts.first
    }

    /// - Parameter meaning: What it must be, behind "must be". The longest are cursors, which hold fingerprints.
    package mutating func value<Value>(_ name: String, _ meaning: String, _ read: (String) -> Value?) -> Value? {
        guard let text = text(name, maximum: 1_200) else { return nil }
        let value = read(text)
        if value == nil { refuse(name, "must be \(meaning)") }
        return value
    }

    package mutating func time(_ name: String) -> Timestamp? {
        value(name, "a time by RFC 3339, with its plus sign encoded as %2B") { text in
            // Nothing that is kept is older than 1970: an earlier time asks for as much as that one.
            Timestamp(rfc3339: text).map { max($0, Timestamp(microseconds: 0)) }
        }
    }
}
