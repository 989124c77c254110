import AgentDomain

/// A model's text with citations such as `[E3]` or `[E1, E4]`: checked, and with all other markup escaped but line breaks and lists.
struct CitedText {
    private(set) var markdown = ""
    /// Ids that exist, in the order of their first citation.
    private(set) var cited: [String] = []
    private(set) var warnings: [String] = []

    init(_ text: String, _ citations: Citations) {
        var invented: [String] = []
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if !markdown.isEmpty { markdown += "\n" }
            var rest = Substring(line)
            if rest.hasPrefix("- ") {
                markdown += "- "
                rest = rest.dropFirst(2)
            }
            var plain = ""
            while let open = rest.firstIndex(of: "[") {
                plain += rest[..<open]
                let after = rest[rest.index(after: open)...]
                guard let close = after.firstIndex(of: "]"), let ids = Self.ids(after[..<close]) else {
                    plain += "["
                    rest = after
                    continue
                }
                let existing = citations.existing(ids)
                invented += ids.filter { citations.existing([$0]).isEmpty }
                cited += existing.filter { !cited.contains($0) }
                rest = after[after.index(after: close)...]
                // Text around what is taken out becomes one, and is escaped as one.
                guard !existing.isEmpty else { continue }
                add(plain)
                markdown += "[\(existing.joined(separator: ", "))]"
                plain = ""
            }
            add(plain + rest)
        }
        if !invented.isEmpty {
            warnings.append("The answer cited evidence that doesn't exist (\(Set(invented).sorted().prefix(8).joined(separator: ", "))).")
        }
        let unfounded = citations.unfounded(in: text, citing: cited).filter { value in !invented.contains { value.contains($0) } }
        if !unfounded.isEmpty {
            let list = unfounded.prefix(6).map { String($0.prefix(60)) }.joined(separator: ", ")
            warnings.append("Not in the evidence that the answer cites: \(list).")
        }
    }

    /// Text beside citations, escaped. A citation's brackets are live: what follows must not make a link or a definition of one, nor what stands before
    /// them an image.
    private mutating func add(_ plain: String) {
        var text = Markdown.escape(plain)
        if markdown.utf8.last == UInt8(ascii: "]"), let first = text.utf8.first, "(:".utf8.contains(first) { text = "\\" + text }
        if text.utf8.last == UInt8(ascii: "!") { text = text.dropLast() + "\\!" }
        markdown += text
    }

    /// - Returns: nil for what is no citation.
    private static func ids(_ text: Substring) -> [String]? {
        let parts = text.split { $0 == "," || $0 == ";" || $0 == " " }.map(String.init)
        let areIDs = parts.allSatisfy { part in
            part.utf8.count <= 6 && part.utf8.first == UInt8(ascii: "E") && part.utf8.count > 1
                && part.utf8.dropFirst().allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        return parts.isEmpty || !areIDs ? nil : parts
    }
}
