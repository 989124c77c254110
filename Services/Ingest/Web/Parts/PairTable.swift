import Primitives

/// Labels or annotations, sorted by name.
struct PairTable {
    let caption: String
    let pairs: [String: String]

    var html: HTML? {
        guard !pairs.isEmpty else { return nil }
        let sorted = pairs.sorted { $0.key < $1.key }
        return """
            <h2>\(caption)</h2>
            <div class="scroll"><table><tbody>\(sorted.map(row))</tbody></table></div>
            """
    }

    private func row(_ name: String, _ value: String) -> HTML {
        let isAddress = name.hasSuffix("url") || name.hasSuffix("URL")
        return "<tr><th scope=\"row\">\(name)</th><td>\(isAddress ? Link.external(value) : HTML(text: value))</td></tr>"
    }
}
