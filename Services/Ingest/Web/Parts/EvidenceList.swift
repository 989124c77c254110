import Contracts
import Primitives

/// What was read, from where, and how to read it again. What a cause stands on comes unfolded.
struct EvidenceList {
    let items: [EvidenceItem]
    let cited: Set<String>
    let anchor: String

    var html: HTML? {
        guard !items.isEmpty else { return nil }
        return """
            <h3>Evidence</h3>
            \(items.map(item))
            """
    }

    private func item(_ item: EvidenceItem) -> HTML {
        let object: HTML? = item.object.map { " · \($0.description)" }
        let time: HTML? = item.observedAt.map { " · \(HTML.time($0))" }
        return """
            <details class="evidence" id="\(anchor)-\(item.id)"\(cited.contains(item.id) ? " open" : "" as HTML)>
            <summary><strong>\(item.id)</strong> <span class="small muted">\(item.source)\(object)\(time)</span></summary>
            <pre>\(item.text)</pre>
            <p class="small muted">Read it again: <code>\(Self.command(item.query))</code></p>
            </details>
            """
    }

    /// A path of the API server as a line for the shell; another source's query as it is.
    private static func command(_ query: String) -> String {
        let isPath = query.hasPrefix("/api/") || query.hasPrefix("/apis/")
        return isPath && !query.utf8.contains(UInt8(ascii: "'")) ? "kubectl get --raw '\(query)'" : query
    }
}
