/// The fixed part of a log line: numbers, identifiers, addresses and times are taken out, so that lines of one kind look alike.
///
/// Names stay, because who is refused matters, and so do the codes 400 to 599. It works on bytes: what isn't ASCII stays as it is.
public enum LogPattern {
    public static let variable = "<*>"
    /// Bytes of a line that are looked at.
    private static let maximumBytes = 600

    public static func of(_ line: some StringProtocol) -> String {
        var result: [UInt8] = []
        var piece: [UInt8] = []
        result.reserveCapacity(min(line.utf8.count, maximumBytes))
        func flush() {
            guard !piece.isEmpty else { return }
            if isVariable(piece) { mark(&result) } else { result.append(contentsOf: piece) }
            piece.removeAll(keepingCapacity: true)
        }
        for byte in line.utf8.prefix(maximumBytes) {
            if isAlphanumeric(byte) {
                piece.append(byte)
            } else {
                flush()
                result.append(byte)
            }
        }
        flush()
        return String(decoding: result, as: UTF8.self)
    }

    /// One mark for `10.0.0.1:5432`, `2026-11-21T12:00:00Z` and `7d9f-8c`: marks that one sign alone parts become one.
    private static func mark(_ result: inout [UInt8]) {
        let mark = Array(variable.utf8)
        if result.count > mark.count, isJoint(result[result.count - 1]), result.dropLast().suffix(mark.count).elementsEqual(mark) {
            result.removeLast()
        } else if !result.suffix(mark.count).elementsEqual(mark) {
            result.append(contentsOf: mark)
        }
    }

    private static func isVariable(_ piece: [UInt8]) -> Bool {
        let digits = piece.count(where: isDigit)
        guard digits > 0 else { return false }
        if digits == piece.count { return !(piece.count == 3 && (piece[0] == UInt8(ascii: "4") || piece[0] == UInt8(ascii: "5"))) }
        // 250ms, 3MiB, 21T12, 00Z
        if isDigit(piece[0]), let unit = piece.firstIndex(where: { !isDigit($0) }), piece.count - unit <= 3 { return true }
        if piece.count >= 5, piece.allSatisfy(isHexadecimal) { return true }
        if piece.count > 2, piece[0] == UInt8(ascii: "0"), piece[1] == UInt8(ascii: "x") { return true }
        return piece.count >= 8 && digits >= 3
    }

    private static func isJoint(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: ".") || byte == UInt8(ascii: ":") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "+")
            || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "_")
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }

    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        let lowered = byte | 0x20
        return isDigit(byte) || (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "f"))
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        let lowered = byte | 0x20
        return isDigit(byte) || (lowered >= UInt8(ascii: "a") && lowered <= UInt8(ascii: "z"))
    }
}
