import Primitives

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
