/// A case that can't be read or expanded: the file, the place in it, and what is wrong there.
package struct CaseError: Error, Hashable, CustomStringConvertible {
    package var file: String
    /// `workloads[0].pods[1].state`; empty for the whole file.
    package var place: String
    package var problem: String

    package init(file: String, place: String = "", problem: String) {
        self.file = file
        self.place = place
        self.problem = problem
    }

    package var description: String {
        place.isEmpty ? "\(file): \(problem)" : "\(file): \(place): \(problem)"
    }
}

/// Where a value stands in a case's file.
struct Place: Hashable, Sendable {
    var file: String
    var path = ""

    func member(_ name: String) -> Place {
        Place(file: file, path: path.isEmpty ? name : "\(path).\(name)")
    }

    func element(_ index: Int) -> Place {
        Place(file: file, path: "\(path)[\(index)]")
    }

    func error(_ problem: String) -> CaseError {
        CaseError(file: file, place: path, problem: problem)
    }
}
