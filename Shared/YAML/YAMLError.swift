/// Why a text isn't the YAML that was asked for, and where.
///
/// It never repeats what stands there, which may be a credential.
package struct YAMLError: Error, Hashable, Sendable {
    package var place: YAMLPlace
    /// `did not find expected ',' or ']'`, `the same key as in line 3`.
    package var problem: String

    package init(place: YAMLPlace, problem: String) {
        self.place = place
        self.problem = problem
    }
}

extension YAMLError: CustomStringConvertible {
    package var description: String { "line \(place.line), column \(place.column): \(problem)" }
}

/// A place in a text, as editors count: from 1.
package struct YAMLPlace: Hashable, Sendable {
    package var line: Int
    package var column: Int

    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    static let start = YAMLPlace(line: 1, column: 1)
}
