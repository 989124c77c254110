/// The part of a token that is no secret: it is listed, logged, and revoked by. 16 hexadecimal digits.
package struct TokenID: Hashable, Sendable {
    package let number: UInt64

    package init(number: UInt64) {
        self.number = number
    }

    package init?(_ text: some StringProtocol) {
        guard text.utf8.count == 16, let number = Hexadecimal.number(text.utf8) else { return nil }
        self.number = number
    }
}

extension TokenID: CustomStringConvertible {
    package var description: String { Hexadecimal.text(number) }
}

/// 16 lower-case digits for 64 bits.
enum Hexadecimal {
    static func text(_ number: UInt64) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }

    static func number(_ digits: some Sequence<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): number = number << 4 | UInt64(digit - UInt8(ascii: "0"))
            case UInt8(ascii: "a")...UInt8(ascii: "f"): number = number << 4 | UInt64(digit - UInt8(ascii: "a") + 10)
            default: return nil
            }
        }
        return number
    }
}
