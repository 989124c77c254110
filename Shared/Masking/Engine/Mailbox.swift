/// An e-mail address of a person or a company; not of a machine inside a cluster, nor `git@host:path`.
enum Mailbox {
    private static let maximumLocalPart = 64
    /// Ends of names that no mail goes to: inside of clusters and networks (RFC 6762, Kubernetes' DNS), and systemd's units (`getty@tty1.service`).
    private static let internalEndings: Set<String> = [
        "local", "internal", "svc", "cluster", "localdomain", "localhost", "service", "socket", "slice", "timer", "mount", "target", "scope",
        "device",
        "lan", "node", "consul", "pod",
    ]

    /// - Parameter hit: the `@`.
    static func finding(in subject: Subject, around hit: Range<Int>, after floor: Int) throws(Undecided) -> Finding? {
        let local = max(floor, subject.start(ofRun: .mailbox, endingAt: hit.lowerBound, atMost: maximumLocalPart))
        // A quote or bracket of the surrounding text is no part of it.
        let start = (local..<hit.lowerBound).first { ByteSet.alphanumeric.contains(subject[$0]) } ?? hit.lowerBound
        guard start < hit.lowerBound else { return nil }
        var reader = SubjectReader(subject, at: hit.upperBound)
        try reader.skip(.hostName, atMost: 253)
        _ = try reader.peek()
        var end = reader.index
        while end > hit.upperBound, ByteSet.hostPunctuation.contains(subject[end - 1]) { end -= 1 }
        let domain = subject.bytes[hit.upperBound..<end]
        guard let dot = domain.lastIndex(of: UInt8(ascii: ".")), dot > domain.startIndex else { return nil }
        let ending = domain[(dot + 1)...]
        guard ending.count >= 2, ending.allSatisfy({ !ByteSet.digits.contains($0) && $0 != UInt8(ascii: "-") }) else { return nil }
        guard !internalEndings.contains(String(decoding: ending.lazy.map { $0 | 0x20 }, as: UTF8.self)) else { return nil }
        guard !(hit.lowerBound - start == 3 && String(decoding: subject.bytes[start..<hit.lowerBound], as: UTF8.self) == "git") else { return nil }
        return Finding(range: start..<end, name: "email", family: .email)
    }
}
