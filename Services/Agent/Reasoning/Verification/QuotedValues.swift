/// What a sentence quotes: numbers, words between quotation marks, and names of objects. These must stand in the evidence that it cites.
///
/// Digits that stand alone ("3 pods") are counts that a reader makes, and are not taken for quotes.
struct QuotedValues: Hashable, Sendable {
    private(set) var numbers: [String] = []
    private(set) var quotes: [String] = []
    private(set) var names: [String] = []

    init(_ text: String) {
        let scalars = Array(text.unicodeScalars)
        findQuotes(scalars)
        var index = 0
        while index < scalars.count {
            guard Self.isWord(scalars[index]) else {
                index += 1
                continue
            }
            let start = index
            while index < scalars.count, Self.isWord(scalars[index]) || Self.joins(scalars, index) { index += 1 }
            add(String(String.UnicodeScalarView(scalars[start..<index])))
        }
    }

    private mutating func add(_ word: String) {
        let utf8 = Array(word.utf8)
        if let first = utf8.first, Self.isDigit(first), !utf8.contains(UInt8(ascii: "/")) {
            // The digits in front: `512` of 512Mi, `12:03:04` of 12:03:04Z.
            let number = utf8.prefix { Self.isDigit($0) || ".,:".utf8.contains($0) }
            var digits = String(decoding: number, as: UTF8.self)
            while let last = digits.utf8.last, !Self.isDigit(last) { digits.removeLast() }
            if digits.utf8.count(where: Self.isDigit) >= 2 { numbers.append(digits) }
            return
        }
        let hasHyphen = utf8.contains(UInt8(ascii: "-"))
        let isName = utf8.allSatisfy { Self.isDigit($0) || Self.isLowercase($0) || "-./".utf8.contains($0) }
        if isName, hasHyphen, utf8.contains(where: Self.isDigit) || utf8.contains(UInt8(ascii: "/")), utf8.count >= 5 { names.append(word) }
    }

    private mutating func findQuotes(_ scalars: [Unicode.Scalar]) {
        let closing: [Unicode.Scalar: Set<Unicode.Scalar>] = ["\"": ["\""], "`": ["`"], "“": ["”", "“"], "„": ["“", "”"], "«": ["»"], "'": ["'"]]
        var index = 0
        while index < scalars.count {
            let isOpening = index == 0 || !Self.isWord(scalars[index - 1])
            guard let ends = closing[scalars[index]], isOpening,
                let end = scalars[(index + 1)...].prefix(400).indices.first(where: { end in
                    ends.contains(scalars[end]) && (scalars[end] != "'" || end + 1 == scalars.count || !Self.isWord(scalars[end + 1]))
                })
            else {
                index += 1
                continue
            }
            let quote = String(String.UnicodeScalarView(scalars[(index + 1)..<end]))
            if quote.utf8.count >= 3 { quotes.append(quote) }
            index = end + 1
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLowercase(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) }

    private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.isAlphabetic || scalar.properties.numericType != nil || scalar == "_"
    }

    /// Signs within a number or a name: between two of their characters.
    private static func joins(_ scalars: [Unicode.Scalar], _ index: Int) -> Bool {
        ["-", ".", "/", ":", ","].contains(scalars[index]) && index + 1 < scalars.count && isWord(scalars[index + 1])
            && (scalars[index] != "," || (scalars[index - 1].properties.numericType != nil && scalars[index + 1].properties.numericType != nil))
    }
}
