/// An IPv4 address that is reachable from everywhere, and so may be a person's.
enum PublicAddress {
    private static let beside = ByteSet("._-", digits: true, letters: true)

    /// - Parameter hit: its first dot with the digits around it.
    static func finding(in subject: Subject, around hit: Range<Int>) throws(Undecided) -> Finding? {
        let start = subject.start(ofRun: .digits, endingAt: hit.lowerBound, atMost: 4)
        guard hit.lowerBound - start <= 3, !subject.has(beside, at: start - 1) else { return nil }
        var reader = SubjectReader(subject, at: start)
        var parts: [Int] = []
        for position in 0..<4 {
            if position > 0, try !reader.take(.dot) { return nil }
            let from = reader.index
            try reader.skip(.digits, atMost: 3)
            let digits = subject.bytes[from..<reader.index]
            guard !digits.isEmpty, digits.count == 1 || digits.first != UInt8(ascii: "0") else { return nil }
            let value = digits.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
            guard value <= 255 else { return nil }
            parts.append(value)
        }
        let end = reader.index
        if let next = try reader.peek() {
            if next == UInt8(ascii: ".") {
                // A full stop, not a fifth part.
                reader.index += 1
                if let after = try reader.peek(), beside.contains(after) { return nil }
            } else if beside.contains(next) {
                return nil
            }
        }
        guard isPublic(parts[0], parts[1], parts[2], parts[3]) else { return nil }
        return Finding(range: start..<end, name: "ip", family: .address)
    }

    /// Not of the blocks that IANA's registry of special-purpose addresses (RFC 6890) keeps from the Internet, and no resolver that everybody uses.
    static func isPublic(_ a: Int, _ b: Int, _ c: Int, _ d: Int) -> Bool {
        switch (a, b, c, d) {
        case (0, _, _, _), (10, _, _, _), (127, _, _, _), (224..., _, _, _): false
        case (100, 64...127, _, _), (169, 254, _, _), (172, 16...31, _, _), (192, 168, _, _), (198, 18...19, _, _): false
        case (192, 0, 0, _), (192, 0, 2, _), (198, 51, 100, _), (203, 0, 113, _), (192, 88, 99, _): false
        case (8, 8, 8, 8), (8, 8, 4, 4), (1, 1, 1, 1), (1, 0, 0, 1), (9, 9, 9, 9): false
        default: true
        }
    }
}
