import Contracts
import Hummingbird
import IngestDomain
import ServerKit

/// `?limit=50&after=…&state=open&state=acknowledged`
struct IncidentQuery {
    var page: Page
    /// Empty for all.
    var states: Set<IncidentState> = []

    /// - Throws: ``ProblemError`` 400 that names every parameter that can't be read.
    init(_ parameters: Parameters) throws(ProblemError) {
        // A misspelt `after` would otherwise answer with the first page for ever.
        var errors = Set(parameters.map { String($0.key) }).subtracting(["limit", "after", "state"]).sorted().map { name in
            FieldError(field: name, message: "is not a parameter of this list: it takes limit, after and state")
        }
        var limit = 50
        if let text = parameters["limit"] {
            if let number = Int(text), (1...Page.maximumLimit).contains(number) {
                limit = number
            } else {
                errors.append(FieldError(field: "limit", message: "must be an integer from 1 to \(Page.maximumLimit)"))
            }
        }
        var last: IncidentID?
        if let text = parameters["after"] {
            last = IncidentID(String(text))
            if last == nil { errors.append(FieldError(field: "after", message: "must be the `next` of the page before")) }
        }
        for text in parameters.getAll("state") {
            if let state = IncidentState(rawValue: String(text)) {
                states.insert(state)
            } else {
                let names = IncidentState.allCases.map(\.rawValue).joined(separator: ", ")
                errors.append(FieldError(field: "state", message: "must be one of \(names)"))
            }
        }
        page = Page(limit: limit, after: last)
        guard errors.isEmpty else { throw .invalid(errors, detail: "The query can't be read as it is.") }
    }
}
