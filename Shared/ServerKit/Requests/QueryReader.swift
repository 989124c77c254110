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

    /// All values of a parameter that may be given several times.
    package mutating func texts(_ name: String, maximumBytes: Int = 1_024) -> [String] {
        let texts = parameters.getAll(name).map { String($0) }
        for text in texts where text.isEmpty || text.utf8.count > maximumBytes || text.utf8.contains(0) {
            refuse(name, "must be 1 to \(maximumBytes) bytes of text without U+0000")
            return []
        }
        return texts
    }

    package mutating func text(_ name: String, maximumBytes: Int = 1_024) -> String? {
        let texts = texts(name, maximumBytes: maximumBytes)
        if texts.count > 1 { refuse(name, "may be given once") }
        return texts.first
    }

    /// - Parameter meaning: What it must be, behind "must be".
    package mutating func value<Value>(_ name: String, _ meaning: String, _ read: (String) -> Value?) -> Value? {
        guard let text = text(name) else { return nil }
        let value = read(text)
        if value == nil { refuse(name, "must be \(meaning)") }
        return value
    }

    package mutating func time(_ name: String) -> Timestamp? {
        value(name, "a time by RFC 3339, with its plus sign encoded as %2B") { text in
            // PostgreSQL's own times begin in 4713 BC; nothing before 1970 is meant.
            Timestamp(rfc3339: text).flatMap { $0.microseconds >= 0 ? $0 : nil }
        }
    }
}
