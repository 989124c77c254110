extension StringProtocol {
    /// Whether it holds another text, byte by byte. `contains` compares characters, however each is written, at twenty times the cost: names and
    /// the words of components are always written the same way.
    package func holdsBytes(of needle: String) -> Bool {
        var needle = needle
        return needle.withUTF8 { needle in
            guard let first = needle.first else { return true }
            let found = utf8.withContiguousStorageIfAvailable { text in
                guard text.count >= needle.count else { return false }
                for start in 0...(text.count - needle.count) where text[start] == first {
                    var length = 1
                    while length < needle.count, text[start + length] == needle[length] { length += 1 }
                    if length == needle.count { return true }
                }
                return false
            }
            return found ?? contains(String(decoding: needle, as: UTF8.self))
        }
    }
}
