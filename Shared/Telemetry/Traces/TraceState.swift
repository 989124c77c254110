/// What other tracing systems keep in a trace's context. It is handed on as it came, within bounds.
///
/// Source: W3C Trace Context, section 3.3.
package struct TraceState: Hashable, Sendable {
    /// `key=value`, separated by commas; without spaces.
    package let text: String

    /// What must be handed on at least, by the standard; more than that is cut off, the oldest entries first, which stand last.
    private static let maximumBytes = 512
    private static let maximumMembers = 32

    package init() {
        text = ""
    }

    /// - Returns: nil where any member is malformed, or where there are more than 32 of them.
    package init?(_ header: String) {
        guard header.utf8.count <= 8192 else { return nil }
        let members = header.split(separator: ",").map { $0.trimmingBlanks() }.filter { !$0.isEmpty }
        guard members.count <= Self.maximumMembers, members.allSatisfy(Self.isMember) else { return nil }
        var kept: [Substring] = []
        var bytes = 0
        for member in members {
            bytes += member.utf8.count + (kept.isEmpty ? 0 : 1)
            guard bytes <= Self.maximumBytes else { break }
            kept.append(member)
        }
        text = kept.joined(separator: ",")
    }

    private static func isMember(_ member: Substring) -> Bool {
        guard let equals = member.utf8.firstIndex(of: UInt8(ascii: "=")) else { return false }
        let key = member.utf8[..<equals]
        let value = member.utf8[member.utf8.index(after: equals)...]
        guard let first = key.first, isLetterOrDigit(first), key.count <= 256, (1...256).contains(value.count) else { return false }
        return key.allSatisfy { isLetterOrDigit($0) || "_-*/@".utf8.contains($0) }
            && value.allSatisfy { (0x20...0x7E).contains($0) && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: "=") }
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
}

extension Substring {
    fileprivate func trimmingBlanks() -> Substring {
        var rest = self
        while let first = rest.utf8.first, first == 0x20 || first == 0x09 { rest = rest.dropFirst() }
        while let last = rest.utf8.last, last == 0x20 || last == 0x09 { rest = rest.dropLast() }
        return rest
    }
}
