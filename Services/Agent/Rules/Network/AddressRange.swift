/// A network in CIDR notation, of IPv4 or IPv6.
///
/// Source: RFC 4632 and RFC 4291, section 2.2 and 2.3
struct AddressRange {
    private let base: [UInt8]
    private let bits: Int

    init?(_ text: String) {
        let parts = text.split(separator: "/")
        guard parts.count == 2, let base = Self.bytes(parts[0]), let bits = Int(parts[1]), (0...base.count * 8).contains(bits) else { return nil }
        self.base = base
        self.bits = bits
    }

    func contains(_ address: String) -> Bool {
        guard let bytes = Self.bytes(address[...]), bytes.count == base.count else { return false }
        let whole = bits / 8
        guard bytes[..<whole] == base[..<whole] else { return false }
        guard bits % 8 > 0 else { return true }
        let mask = ~UInt8(0) << UInt8(8 - bits % 8)
        return bytes[whole] & mask == base[whole] & mask
    }

    /// Whether a host is an address, and no name.
    static func isAddress(_ host: String) -> Bool { bytes(host[...]) != nil }

    private static func bytes(_ text: Substring) -> [UInt8]? {
        text.contains(":") ? bytesOfGroups(text) : bytesOfQuad(text)
    }

    private static func bytesOfQuad(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).compactMap { UInt8($0) }
        return parts.count == 4 && text.filter { $0 == "." }.count == 3 ? parts : nil
    }

    /// Eight groups of sixteen bits, of which `::` stands for those that are zero.
    private static func bytesOfGroups(_ text: Substring) -> [UInt8]? {
        var halves: [[UInt16]] = [[]]
        var rest = text
        if let gap = text.range(ofASCIIText: "::") {
            guard let head = groups(text[..<gap.lowerBound]) else { return nil }
            halves = [head, []]
            rest = text[gap.upperBound...]
        }
        guard let tail = groups(rest) else { return nil }
        halves[halves.count - 1] = tail
        let count = halves.map(\.count).reduce(0, +)
        guard halves.count == 2 ? count < 8 : count == 8 else { return nil }
        let zeros = Array(repeating: UInt16(0), count: 8 - count)
        let all = halves.count == 2 ? halves[0] + zeros + halves[1] : halves[0]
        return all.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    }

    private static func groups(_ text: Substring) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let groups = parts.compactMap { UInt16($0, radix: 16) }
        return groups.count == parts.count ? groups : nil
    }
}
