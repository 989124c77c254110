/// Payment card numbers (ISO/IEC 7812): an issuer's first digits, the length that goes with them, and Luhn's check digit.
enum CardNumber {
    /// - Parameter run: digits, blanks and dashes.
    static func find(in subject: Subject, _ run: Range<Int>) -> Range<Int>? {
        var index = run.lowerBound
        while index < run.upperBound {
            let startsNumber = ByteSet.digits.contains(subject[index]) && isStart(subject, index)
            if startsNumber, let end = end(in: subject, from: index, limit: run.upperBound) { return index..<end }
            index += 1
        }
        return nil
    }

    private static let beside = ByteSet("_.-/", digits: true, letters: true)

    /// A colon parts the digits of a time, and a member's name from its number.
    private static func isStart(_ subject: Subject, _ index: Int) -> Bool {
        if subject.has(beside, at: index - 1) { return subject.has(.word, at: index - 1) && subject.isBoundary(index) }
        return !(subject.has(colon, at: index - 1) && subject.has(.digits, at: index - 2))
    }

    private static let colon = ByteSet(":")

    private static func end(in subject: Subject, from start: Int, limit: Int) -> Int? {
        var digits: [UInt8] = []
        var groups = [0]
        var separator: UInt8?
        var index = start
        while index < limit, digits.count <= 16 {
            let byte = subject[index]
            if ByteSet.digits.contains(byte) {
                digits.append(byte - UInt8(ascii: "0"))
                groups[groups.count - 1] += 1
                if digits.count == length(digits), isWhole(groups) { break }
            } else {
                guard separator == nil || separator == byte, groups.last != 0 else { return nil }
                separator = byte
                groups.append(0)
            }
            index += 1
        }
        guard digits.count == length(digits), isWhole(groups), !subject.has(.word, at: index + 1) else { return nil }
        return luhn(digits) ? index + 1 : nil
    }

    /// Digits of a number with this beginning; 0 where no issuer has it. Lengths in use, not all that a standard allows: numbers of 13 and 19 digits are times.
    private static func length(_ digits: [UInt8]) -> Int {
        guard digits.count >= 4 else { return 0 }
        let first = digits.prefix(4).reduce(0) { $0 * 10 + Int($1) }
        switch first {
        case 3400...3499, 3700...3799: return 15
        case 4000...4999, 5100...5599, 2221...2720, 6011, 6440...6599, 3528...3589: return 16
        default: return 0
        }
    }

    private static func isWhole(_ groups: [Int]) -> Bool {
        groups.count == 1 || groups == [4, 4, 4, 4] || groups == [4, 6, 5]
    }

    private static func luhn(_ digits: [UInt8]) -> Bool {
        var sum = 0
        for (offset, digit) in digits.reversed().enumerated() {
            let doubled = offset.isMultiple(of: 2) ? Int(digit) : Int(digit) * 2
            sum += doubled > 9 ? doubled - 9 : doubled
        }
        return sum.isMultiple(of: 10)
    }
}
