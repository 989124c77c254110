/// A long unbroken run of bytes of one set: base64, or the digits of a card.
///
/// Runs are found by looking at one byte in as many as the shortest run is long, so text of short words costs little.
struct Run {
    enum Kind {
        case base64
        case digits

        var set: ByteSet { self == .base64 ? .base64 : Self.cardBytes }
        /// 15 bytes of secret, and an American Express card.
        var minimum: Int { self == .base64 ? 20 : 15 }

        private static let cardBytes = ByteSet(" -", digits: true)
    }

    var range: Range<Int>
    /// It may go on with bytes that are not there yet.
    var isOpen: Bool

    /// The first run of a kind that begins at or after an index. What is longer than a decision may look comes in pieces.
    static func next(_ kind: Kind, in subject: Subject, from start: Int) -> Run? {
        let (set, minimum) = (kind.set, kind.minimum)
        var floor = start
        var probe = start + minimum - 1
        while true {
            // The run that touches an open end may become long.
            let isLast = probe >= subject.count
            if isLast {
                guard subject.isOpen, subject.count > floor else { return nil }
                probe = subject.count - 1
            }
            guard set.contains(subject[probe]) else {
                if isLast { return nil }
                floor = probe + 1
                probe += minimum
                continue
            }
            let begin = subject.start(ofRun: set, endingAt: probe, atMost: probe - floor)
            let limit = min(subject.count, begin + Subject.reach)
            var end = probe + 1
            while end < limit, set.contains(subject[end]) { end += 1 }
            let isOpen = end == subject.count && end < begin + Subject.reach && subject.isOpen
            if isOpen || end - begin >= minimum { return Run(range: begin..<end, isOpen: isOpen) }
            if isLast { return nil }
            floor = end
            probe = end + minimum - 1
        }
    }
}
