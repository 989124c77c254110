/// Matching the fixed parts of messages that Kubernetes' components write.
extension String {
    /// Case-insensitive, ASCII.
    func mentions(_ phrases: String...) -> Bool {
        mentions(any: phrases)
    }

    func mentions(any phrases: [String]) -> Bool {
        let lowered = lowercased()
        return phrases.contains { lowered.utf8.count >= $0.utf8.count && Substring(lowered).range(ofASCIIText: $0.lowercased()) != nil }
    }

    /// What stands between two markers, the first time: `between("secret \"", "\"")`.
    func between(_ start: String, _ end: String) -> String? {
        guard let opening = self[...].range(ofASCIIText: start) else { return nil }
        let rest = self[opening.upperBound...]
        guard let closing = rest.range(ofASCIIText: end) else { return nil }
        return String(rest[..<closing.lowerBound])
    }

    /// The word after a marker.
    func word(after marker: String) -> String? {
        guard let range = self[...].range(ofASCIIText: marker) else { return nil }
        let word = self[range.upperBound...].drop { $0 == " " || $0 == "\"" || $0 == "'" }
            .prefix { !" \"',;:()".contains($0) }
        return word.isEmpty ? nil : String(word)
    }

    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
