/// A text that claims are held against: in lower case, with one space for any run of white space, and as bytes, because it is searched often.
struct EvidenceText: Sendable {
    private let bytes: [UInt8]

    init(_ text: String) {
        bytes = Array(Self.plain(text).utf8)
    }

    static func plain(_ text: String) -> String {
        text.lowercased().split(whereSeparator: { $0.isWhitespace || $0 == "⏎" }).joined(separator: " ")
    }

    /// - Parameter quote: As ``plain(_:)`` writes it.
    func holds(quote: String) -> Bool {
        holds(Array(quote.utf8)) { _, _ in true }
    }

    /// Whole: `orders-1` stands neither in `orders-12` nor in `my-orders-1`.
    func holds(name: String) -> Bool {
        holds(Array(Self.plain(name).utf8)) { start, end in
            !isNamePart(start - 1) && !isNamePart(end)
        }
    }

    /// Whole, in any of its spellings: 13 stands neither in 137 nor in 0.13, and 45 is no part of a time.
    func holds(number: String) -> Bool {
        Self.spellings(number).contains { spelling in
            let isShort = spelling.utf8.count <= 2
            return holds(Array(spelling.utf8)) { start, end in
                !isDigit(start - 1) && !isDigit(end) && !joins(start - 1, isShort: isShort) && !joins(end, isShort: isShort)
            }
        }
    }

    private func holds(_ needle: [UInt8], where isWhole: (_ start: Int, _ end: Int) -> Bool) -> Bool {
        guard let first = needle.first, bytes.count >= needle.count else { return false }
        for start in 0...(bytes.count - needle.count) where bytes[start] == first {
            let end = start + needle.count
            if bytes[start..<end].elementsEqual(needle), isWhole(start, end) { return true }
        }
        return false
    }

    // MARK: What belongs to a number or a name

    private func isDigit(_ index: Int) -> Bool {
        bytes.indices.contains(index) && (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[index])
    }

    private func isNamePart(_ index: Int) -> Bool {
        bytes.indices.contains(index)
            && (isDigit(index) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(bytes[index]) || bytes[index] == UInt8(ascii: "-"))
    }

    /// Whether a sign beside a number makes it a part of a longer one.
    private func joins(_ index: Int, isShort: Bool) -> Bool {
        guard isDigit(index - 1), isDigit(index + 1) else { return false }
        switch bytes[index] {
        case UInt8(ascii: "."): return true
        // 1,500 is one number, and [8080,9090] are two.
        case UInt8(ascii: ","): return isDigit(index + 2) && isDigit(index + 3) && !isDigit(index + 4)
        // Of a time or a date; a port may follow an address.
        case UInt8(ascii: ":"), UInt8(ascii: "-"): return isShort
        default: return false
        }
    }

    /// As it stands, with a point for a decimal comma, and without the signs that part groups of three digits.
    private static func spellings(_ number: String) -> [String] {
        var spellings = [number]
        let separators = Set(number.utf8.filter { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: ".") })
        guard separators.count == 1, let separator = separators.first else { return spellings }
        let groups = number.utf8.split(separator: separator, omittingEmptySubsequences: false)
        if separator == UInt8(ascii: ","), groups.count == 2 { spellings.append(number.replacing(",", with: ".")) }
        if (1...3).contains(groups[0].count), groups.dropFirst().allSatisfy({ $0.count == 3 }) {
            spellings.append(String(decoding: groups.joined(), as: UTF8.self))
        }
        return spellings
    }
}
