/// SplitMix64 (Steele, Lea, Flood: "Fast Splittable Pseudorandom Number Generators"): the same secrets in every run.
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    /// So many characters of an alphabet, with at least one digit where it has some.
    mutating func text(_ count: Int, of alphabet: String) -> String {
        let bytes = Array(alphabet.utf8)
        var text = (0..<count).map { _ in bytes[Int.random(in: 0..<bytes.count, using: &self)] }
        if count > 2, let digit = bytes.filter({ $0 >= 0x30 && $0 <= 0x39 }).randomElement(using: &self) { text[count / 2] = digit }
        return String(decoding: text, as: UTF8.self)
    }
}

enum Alphabet {
    static let lower = "abcdefghijklmnopqrstuvwxyz"
    static let upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    static let digits = "0123456789"
    static let hex = "0123456789abcdef"
    static let base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    static let bech32 = "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"
    static let alphanumeric = lower + upper + digits
    static let url = alphanumeric + "-_"
    static let base64 = alphanumeric + "+/"
    /// What people and generators make passwords of.
    static let password = alphanumeric + "!#%^*_+~?"
}
