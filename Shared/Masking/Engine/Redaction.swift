/// Writes texts anew with placeholders where their secrets were.
struct Redaction: Sendable {
    let core: Masker.Core
    /// What a secret becomes.
    let placeholder: @Sendable (Finding, UnsafeBufferPointer<UInt8>.SubSequence) -> String

    func mask(_ text: String) -> String {
        guard !text.isEmpty else { return text }
        var text = core.custom.isEmpty ? text : CustomRules.mask(text, core.custom, self)
        let masked: [UInt8]? = text.withUTF8 { bytes in
            var finder = Finder(book: core.book)
            let subject = Subject(bytes: bytes, isOpen: false)
            let (findings, _) = finder.find(in: subject, from: 0)
            return findings.isEmpty ? nil : write(subject, 0..<bytes.count, findings)
        }
        return masked.map { String(decoding: $0, as: UTF8.self) } ?? text
    }

    /// The bytes of a range with its findings replaced.
    func write(_ subject: Subject, _ range: Range<Int>, _ findings: [Finding]) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(range.count + 32)
        var copied = range.lowerBound
        for finding in findings {
            output.append(contentsOf: subject.bytes[copied..<finding.range.lowerBound])
            if !finding.isContinuation {
                core.onHit(finding.family)
                output.append(contentsOf: placeholder(finding, subject.bytes[finding.range]).utf8)
            }
            copied = finding.end
        }
        if copied < range.upperBound { output.append(contentsOf: subject.bytes[copied..<range.upperBound]) }
        return output
    }
}
