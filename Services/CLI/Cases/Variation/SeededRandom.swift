/// Reproducible random numbers: the same seed gives the same variation on every machine.
///
/// SplitMix64. Source: https://prng.di.unimi.it/splitmix64.c (public domain algorithm by Sebastiano Vigna)
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A generator of its own for each text, so that one case's variations don't depend on another's.
    init(seed: UInt64, text: String) {
        self.init(seed: seed ^ StableHash.of(text))
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// FNV-1a, 64 bits. Source: RFC 9923
enum StableHash {
    static func of(_ text: String) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text.utf8 {
            hash = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        }
        return hash
    }
}
