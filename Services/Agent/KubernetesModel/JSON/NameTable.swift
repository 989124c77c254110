/// Strings for the names of members, which repeat from object to object: each is made once.
struct NameTable {
    private var slots = [(hash: UInt64, name: String)](repeating: (0, ""), count: 1024)

    /// The text of a range of bytes.
    mutating func name(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) -> String {
        let text = UnsafeRawBufferPointer(rebasing: bytes[range])
        // Up to fifteen bytes a string holds in itself, and is made as fast as it is found.
        guard range.count > 15, range.count < 64 else { return String(decoding: text, as: UTF8.self) }
        // FNV-1a. Names that share a slot take it from one another.
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let slot = Int(truncatingIfNeeded: hash) & (slots.count - 1)
        if slots[slot].hash == hash, slots[slot].name.utf8.elementsEqual(text) { return slots[slot].name }
        let name = String(decoding: text, as: UTF8.self)
        slots[slot] = (hash, name)
        return name
    }
}
