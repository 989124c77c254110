package import Primitives

/// An operator's own pattern (`MASKING_REGEX_LIST_JSON`).
package struct CustomRule: Sendable {
    let name: String
    let pattern: Pattern

    /// Reads a list of patterns, or of objects of `name` and `pattern`, and tells all that is wrong with it.
    package static func parse(_ document: JSONValue) -> (value: [CustomRule], problems: [(place: String, expected: String)]) {
        guard case .array(let elements) = document else { return ([], [("", "expected a list of patterns")]) }
        var rules: [CustomRule] = []
        var problems: [(place: String, expected: String)] = []
        for (index, element) in elements.enumerated() {
            guard let text = element.string ?? element["pattern"]?.string, !text.isEmpty else {
                problems.append(("[\(index)]", "is no pattern: expected a text, or an object of name and pattern"))
                continue
            }
            let name = element["name"]?.string ?? "custom"
            guard !name.isEmpty, name.utf8.count <= 40, name.utf8.allSatisfy({ ByteSet.alphanumeric.contains($0) || $0 == UInt8(ascii: "-") }) else {
                problems.append(("[\(index)].name", "may hold letters, digits and dashes, 40 at most"))
                continue
            }
            do throws(Pattern.Invalid) {
                let pattern = try Pattern(text, isText: true)
                guard !pattern.matchesNothing else {
                    problems.append(("[\(index)]", "also matches no text at all"))
                    continue
                }
                rules.append(CustomRule(name: name, pattern: pattern))
            } catch {
                problems.append(("[\(index)]", "is no pattern of PCRE2: \(error)"))
            }
        }
        return (rules, problems)
    }
}

/// Operators' patterns have no literal, so they see every line, one at a time, and give up at the match limit.
enum CustomRules {
    /// Bytes of one line that are seen at once.
    static let maximumLine = Subject.reach

    static func mask(_ text: String, _ rules: [CustomRule], _ redaction: Redaction) -> String {
        guard !text.isEmpty else { return text }
        var text = text
        let scratch = MatchScratch(isDeep: true)
        let masked: [UInt8]? = text.withUTF8 { bytes in
            let subject = Subject(bytes: bytes, isOpen: false)
            var findings: [Finding] = []
            var start = 0
            while start < bytes.count {
                let end = lineEnd(subject, from: start)
                findings += secrets(subject, start..<end, rules, scratch)
                start = end
            }
            return findings.isEmpty ? nil : redaction.write(subject, 0..<bytes.count, findings)
        }
        return masked.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// Behind the line's end, or behind as much of the line as is seen at once.
    private static func lineEnd(_ subject: Subject, from start: Int) -> Int {
        var index = start
        let limit = min(subject.count, start + maximumLine)
        while index < limit {
            index += 1
            if subject[index - 1] == UInt8(ascii: "\n") { return index }
        }
        return subject.wholeScalars(upTo: index)
    }

    private static func secrets(_ subject: Subject, _ line: Range<Int>, _ rules: [CustomRule], _ scratch: MatchScratch) -> [Finding] {
        var findings: [Finding] = []
        for rule in rules {
            var start = line.lowerBound
            while start < line.upperBound,
                case .found(let secret, let whole) = rule.pattern.match(
                    subject.bytes, window: line, from: start, isAnchored: false, isOpen: false, scratch)
            {
                start = max(whole.upperBound, start + 1)
                let isFree = !findings.contains { $0.range.overlaps(secret) }
                if isFree, !secret.isEmpty, Placeholder.end(in: subject.bytes, at: secret.lowerBound) != secret.upperBound {
                    findings.append(Finding(range: secret, name: rule.name, family: .custom))
                }
            }
        }
        return findings.sorted { $0.range.lowerBound < $1.range.lowerBound }
    }

    /// Takes what consists of whole lines, or is too long to wait for its line's end.
    static func takeWholeLines(_ text: inout String, isOpen: Bool) -> String {
        text.makeContiguousUTF8()
        var end = 0
        text.withUTF8 { bytes in
            let subject = Subject(bytes: bytes, isOpen: isOpen)
            while end < bytes.count {
                let next = lineEnd(subject, from: end)
                guard subject[next - 1] == UInt8(ascii: "\n") || next - end > maximumLine - 4 && next < bytes.count else { break }
                end = next
            }
        }
        let index = text.utf8.index(text.startIndex, offsetBy: end)
        defer { text = String(text[index...]) }
        return String(text[..<index])
    }
}
