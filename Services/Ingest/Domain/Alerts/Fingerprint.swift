/// What identifies an alert within its cluster: a hash of its labels.
package enum Fingerprint {
    /// The fingerprint that Alertmanager gives an alert with these labels: FNV-1a, 64 bits, over the labels sorted by name,
    /// each as `name 0xFF value 0xFF`, in 16 hexadecimal digits.
    ///
    /// Names are sorted by their bytes, as Go sorts strings.
    /// Source: `LabelSet.Fingerprint` of https://github.com/prometheus/common/blob/main/model/labelset.go
    package static func compute(_ labels: [String: String]) -> String {
        var hash = FNV1a64()
        let names = labels.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for name in names {
            hash.combine(name.utf8)
            hash.combine(CollectionOfOne(0xFF))
            hash.combine((labels[name] ?? "").utf8)
            hash.combine(CollectionOfOne(0xFF))
        }
        return hash.hexadecimal
    }
}

/// The 64-bit Fowler–Noll–Vo hash in its `1a` variant.
///
/// Source: RFC 9923
package struct FNV1a64 {
    package private(set) var value: UInt64 = 0xcbf2_9ce4_8422_2325

    package init() {}

    package mutating func combine(_ bytes: some Sequence<UInt8>) {
        for byte in bytes {
            value = (value ^ UInt64(byte)) &* 0x100_0000_01b3
        }
    }

    package var hexadecimal: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
