/// What stands where a secret was: `[masked:github-token#2]`, or `[masked:github-token]` where nothing counts them.
///
/// No blank, quote or separator, so that the text around it keeps its shape.
enum Placeholder {
    static let opening = Array("[masked:".utf8)
    private static let inside = ByteSet("-#", digits: true, letters: true)

    static func text(_ name: String, number: Int?) -> String {
        number.map { "[masked:\(name)#\($0)]" } ?? "[masked:\(name)]"
    }

    /// The end of a placeholder that begins at an index, or of what was left of one that was cut.
    static func end(in bytes: UnsafeBufferPointer<UInt8>, at start: Int) -> Int? {
        guard start + opening.count <= bytes.count, (0..<opening.count).allSatisfy({ bytes[start + $0] == opening[$0] }) else { return nil }
        var index = start + opening.count
        while index < bytes.count, index - start < 64, inside.contains(bytes[index]) { index += 1 }
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") { return index + 1 }
        return index == bytes.count ? index : nil
    }
}
