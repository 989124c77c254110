/// Finds the value of a name that says it is secret.
///
/// `name=value`, `name: value`, `"name":"value"` (escaped any number of times and in any spelling: ``Sign``), `--name value`, `"--name","value"`,
/// `{"name":"NAME","value":"…"}`, the same in YAML, XML and Go's structs, `<name>value</name>`, and the headers of HTTP.
struct NamedValue {
    let subject: Subject

    /// Bytes of a value that are looked at where its name alone doesn't decide: what is longer shows in these what it is.
    private static let maximumDoubtful = 256

    /// - Parameter hit: where the name has a telling word.
    func finding(around hit: Range<Int>) throws(Undecided) -> Finding? {
        let run = subject.start(ofRun: .name, endingAt: hit.lowerBound, atMost: SecretName.maximumLength)
        let start = min(subject.afterEscape(run), hit.lowerBound)
        var reader = SubjectReader(subject, at: hit.lowerBound)
        try reader.skip(.name, atMost: SecretName.maximumLength)
        let nameEnd = reader.index
        guard try reader.peek() != nil, let (joint, afterJoint) = try joint(from: reader, nameStart: start) else { return nil }
        reader = afterJoint
        guard let name = SecretName(UnsafeBufferPointer(rebasing: subject.bytes[max(start, nameEnd - SecretName.maximumLength)..<nameEnd])) else {
            return nil
        }
        if name.certainty != .certain { reader.bound(to: Self.maximumDoubtful) }
        switch name.certainty {
        case .authorization: return try credentials(&reader, joint, name)
        case .cookie: return try cookies(&reader, joint, name)
        case .certain, .likely: return try value(&reader, joint, name)
        }
    }

    func value(_ reader: inout SubjectReader, _ joint: Joint, _ name: SecretName) throws(Undecided) -> Finding? {
        let value = try extent(&reader, joint)
        guard !value.range.isEmpty, !PlainValue.isPlain(subject.bytes, value.range) else { return nil }
        guard isSecret(subject.bytes[value.range], value, joint, name) else { return nil }
        return Finding(range: value.range, name: name.kind, family: .named, continuesTo: reader.isAtReach ? value.stop : nil)
    }

    private func isSecret(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence, _ value: Extent, _ joint: Joint, _ name: SecretName) -> Bool {
        switch (name.certainty, value.isWrapped ? .strong : joint.kind) {
        case (.certain, .strong), (.certain, .element):
            name.kind == "password" || !(Self.isNumber(bytes) && bytes.count < 6) && !Randomness.isPathOrAddress(bytes)
        case (.certain, .flag): Randomness.isNoWord(bytes) || !Self.prose.contains(String(decoding: bytes.prefix(12), as: UTF8.self))
        case (.certain, .weak): Randomness.isNoWord(bytes) || value.isQuoted && bytes.count >= 8 && !Self.isObjectName(bytes)
        // Prose has blanks.
        default: (value.isQuoted || !bytes.contains(UInt8(ascii: " "))) && Self.isLikely(bytes, name)
        }
    }

    /// Whether a value is secret after a name that may also introduce something else.
    static func isLikely(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence, _ name: SecretName) -> Bool {
        switch name.kind {
        case "otp": (4...10).contains(bytes.count) && isNumber(bytes) || Randomness.isLikelySecret(bytes)
        case "token", "secret", "session": Randomness.isLikelySecret(bytes) || Randomness.isUUID(bytes)
        default: Randomness.isLikelySecret(bytes)
        }
    }

    private static func isNumber(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool { bytes.allSatisfy { ByteSet.digits.contains($0) } }

    private static let objectName = ByteSet("-./abcdefghijklmnopqrstuvwxyz", digits: true)

    /// `shop/db-credentials`, `kube-root-ca.crt`
    private static func isObjectName(_ bytes: UnsafeBufferPointer<UInt8>.SubSequence) -> Bool {
        bytes.allSatisfy { Self.objectName.contains($0) }
    }

    /// What follows a flag that is talked about.
    private static let prose: Set<String> = [
        "to", "or", "and", "is", "must", "flag", "option", "for", "when", "if", "was", "not", "instead", "with", "has", "from", "in", "as", "are",
        "can", "cannot", "should", "value", "argument", "requires", "needs", "on", "at", "by", "the", "be", "of", "set",
    ]
}
