/// An alert's expression, taken apart into what is measured and the number that it is compared with.
///
/// A comparison leaves out every sample that doesn't satisfy it: what is left has no level before the alert. The measured side alone has one.
package struct Threshold: Hashable, Sendable {
    package enum Comparison: String, Hashable, Sendable {
        case greater = ">"
        case greaterOrEqual = ">="
        case less = "<"
        case lessOrEqual = "<="
        case equal = "=="
        case notEqual = "!="
    }

    package var measured: String
    package var comparison: Comparison
    package var bound: Double

    /// - Returns: nil for an expression that isn't `measured > number` at its outermost level, as one with `and` or `unless` isn't.
    package init?(_ expression: String) {
        guard let (position, comparison) = Self.operators(in: expression).onlyElement else { return nil }
        let left = expression[..<position]
        let right = expression[expression.index(position, offsetBy: comparison.rawValue.count)...]
        guard let bound = Double(right.trimmed), !left.trimmed.isEmpty, !right.trimmed.hasPrefix("bool") else { return nil }
        measured = String(left.trimmed)
        self.comparison = comparison
        self.bound = bound
    }

    package func isMet(by value: Double) -> Bool {
        switch comparison {
        case .greater: value > bound
        case .greaterOrEqual: value >= bound
        case .less: value < bound
        case .lessOrEqual: value <= bound
        case .equal: value == bound
        case .notEqual: value != bound
        }
    }

    /// The comparisons outside of parentheses, braces, brackets and strings; none where a set operator stands there as well.
    private static func operators(in text: String) -> [(String.Index, Comparison)] {
        var found: [(String.Index, Comparison)] = []
        var depth = 0
        var quote: Character?
        var isEscaped = false
        var word = ""
        var index = text.startIndex
        while index < text.endIndex {
            let character = text[index]
            let next = text.index(after: index)
            if let open = quote {
                if character == open, !isEscaped { quote = nil }
                isEscaped = character == "\\" && !isEscaped && open != "`"
            } else if "\"'`".contains(character) {
                quote = character
            } else if "({[".contains(character) {
                depth += 1
            } else if ")}]".contains(character) {
                depth -= 1
            } else if depth == 0, "<>=!".contains(character) {
                let two = next < text.endIndex && text[next] == "=" ? String([character, "="]) : String(character)
                guard let comparison = Comparison(rawValue: two) else { return [] }
                found.append((index, comparison))
                index = text.index(index, offsetBy: two.count)
                continue
            }
            if depth == 0, quote == nil, character.isLetter {
                word.append(character)
            } else {
                if ["and", "or", "unless", "AND", "OR", "UNLESS"].contains(word) { return [] }
                word = ""
            }
            index = next
        }
        return found
    }
}

extension StringProtocol {
    fileprivate var trimmed: SubSequence {
        guard let first = firstIndex(where: { !$0.isWhitespace }), let last = lastIndex(where: { !$0.isWhitespace }) else {
            return self[startIndex..<startIndex]
        }
        return self[first...last]
    }
}

extension Array {
    fileprivate var onlyElement: Element? { count == 1 ? first : nil }
}
