/// Masks a text that comes in pieces, however it was cut: what it gives is what masking the whole would have given.
///
/// Of what came it keeps back what could still become part of a secret: the last word, as a rule; at most ``Subject/reach`` bytes of a secret whose end
/// has not come.
package struct MaskingStream: Sendable {
    private let redaction: Redaction?
    private var progress = Finder.Progress()
    private var buffer: [UInt8] = []
    /// Bytes at the buffer's start that were given already: what is before a secret may tell of it.
    private var context = 0
    /// Operators' patterns see whole lines: what has no end yet.
    private var line = ""

    init(_ redaction: Redaction?) {
        self.redaction = redaction
    }

    /// What can be told after this piece.
    package mutating func feed(_ piece: some StringProtocol) -> String {
        guard let redaction else { return String(piece) }
        guard !redaction.core.custom.isEmpty else {
            buffer.append(contentsOf: piece.utf8)
            return advance(isOpen: true)
        }
        line += piece
        let whole = CustomRules.takeWholeLines(&line, isOpen: true)
        buffer.append(contentsOf: CustomRules.mask(whole, redaction.core.custom, redaction).utf8)
        return advance(isOpen: true)
    }

    /// The rest, at the end.
    package mutating func finish() -> String {
        guard let redaction else { return "" }
        if !redaction.core.custom.isEmpty {
            buffer.append(contentsOf: CustomRules.mask(line, redaction.core.custom, redaction).utf8)
            line = ""
        }
        return advance(isOpen: false)
    }

    private mutating func advance(isOpen: Bool) -> String {
        guard let redaction else { return "" }
        var finder = Finder(book: redaction.core.book, progress: progress)
        let (output, decided) = buffer.withUnsafeBufferPointer { bytes in
            let subject = Subject(bytes: bytes, isOpen: isOpen)
            let (findings, decided) = finder.find(in: subject, from: context)
            let whole = max(subject.wholeScalars(upTo: decided), findings.last?.end ?? 0)
            return (redaction.write(subject, context..<whole, findings), whole)
        }
        let kept = max(0, decided - Subject.context)
        buffer.removeFirst(kept)
        progress = finder.progress
        progress.drop(kept)
        context = decided - kept
        return String(decoding: output, as: UTF8.self)
    }
}
