/// `scheme://user:password@host`, as every connection string in the form of a URL has it (RFC 3986, 3.2.1).
enum UserInfo {
    /// Bytes of user and password together.
    private static let maximumLength = 2048
    private static let slashes = ByteSet("/")
    private static let colons = ByteSet(":")
    /// Angles are none: passwords that nobody encoded have them.
    private static let end = ByteSet.space.union(.quotes).union(ByteSet("\\"))

    /// - Parameter hit: the `://`.
    static func finding(in subject: Subject, after hit: Range<Int>) throws(Undecided) -> Finding? {
        var reader = SubjectReader(subject, at: hit.upperBound)
        let start = hit.upperBound
        var at: Int?
        var colon: Int?
        var slash: Int?
        scanning: while let byte = try reader.peek(), !end.contains(byte), reader.index - start < maximumLength {
            switch byte {
            case UInt8(ascii: "@"): at = reader.index
            case UInt8(ascii: ":") where colon == nil: colon = reader.index
            case UInt8(ascii: "/"):
                if slash == nil { slash = reader.index }
                // The next address begins here, and is looked at for itself.
                if subject.has(slashes, at: reader.index - 1), subject.has(colons, at: reader.index - 2), reader.index > start + 2 { break scanning }
            // Passwords that nobody encoded hold slashes and at signs, so the last at sign before the query counts.
            case UInt8(ascii: "?") where at != nil: break scanning
            default: break
            }
            reader.index += 1
        }
        guard let at, at > start else { return nil }
        let separator = colon.flatMap { $0 < at ? $0 : nil }
        // A slash before any colon or @ belongs to a path: https://host/path?mail=a@b
        if let slash, slash < at, separator.map({ slash < $0 }) ?? true { return nil }
        guard let separator else {
            // A token in place of a user.
            let user = subject.bytes[start..<at]
            guard user.count >= 16, Randomness.isRandomToken(user), !PlainValue.isPlain(subject.bytes, start..<at) else { return nil }
            return Finding(range: start..<at, name: "credential", family: .url)
        }
        let range = separator + 1..<at
        guard !range.isEmpty, !PlainValue.isPlain(subject.bytes, range) else { return nil }
        return Finding(range: range, name: "password", family: .url)
    }
}
