import Crypto
import FoundationEssentials
import Primitives

/// The SHA-256 of a secret: what is stored of a token, and what is compared.
///
/// Tokens are random, with 192 bits: nothing slower than SHA-256 is needed, because there is nothing to guess.
/// Equality takes the same time whatever differs, by its construction: four words, no loop and no branch between them. And as digests are compared, not
/// secrets, what a time could tell of them would tell nothing of the secrets.
package struct SecretHash: Hashable, Sendable {
    private let words: (UInt64, UInt64, UInt64, UInt64)

    package init(of secret: some Sequence<UInt8>) {
        self.init(SHA256.hash(data: Array(secret)))
    }

    package init(of secret: String) {
        self.init(of: secret.utf8)
    }

    /// - Parameter hexadecimal: 64 digits, as ``hexadecimal`` gave them; nil for anything else.
    package init?(hexadecimal: String) {
        let digits = Array(hexadecimal.utf8)
        guard digits.count == 64 else { return nil }
        var words: [UInt64] = []
        for start in stride(from: 0, to: 64, by: 16) {
            guard let word = Hexadecimal.number(digits[start..<start + 16]) else { return nil }
            words.append(word)
        }
        self.words = (words[0], words[1], words[2], words[3])
    }

    private init(_ bytes: some Sequence<UInt8>) {
        var words: [UInt64] = [0, 0, 0, 0]
        for (index, byte) in bytes.enumerated() { words[index / 8] = words[index / 8] << 8 | UInt64(byte) }
        self.words = (words[0], words[1], words[2], words[3])
    }

    package var hexadecimal: String {
        [words.0, words.1, words.2, words.3].map(Hexadecimal.text).joined()
    }

    package static func == (one: SecretHash, other: SecretHash) -> Bool {
        let difference =
            (one.words.0 ^ other.words.0) | (one.words.1 ^ other.words.1) | (one.words.2 ^ other.words.2) | (one.words.3 ^ other.words.3)
        return difference == 0
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(words.0)
    }
}

extension SecretHash: CustomStringConvertible {
    package var description: String { "***" }
}
