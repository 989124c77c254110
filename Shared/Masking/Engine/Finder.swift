/// Finds the secrets of a text from left to right, each byte belonging to one at most.
///
/// What is decided at a place depends on bytes near it only (``Subject/context`` before, ``Subject/reach`` after), so a text that comes in pieces
/// is masked as it would be in one.
struct Finder {
    /// What the rules looked at: the proof that hostile text costs no more than its length.
    struct Effort {
        /// Literals whose rule was asked, and runs that were decoded.
        var hits = 0
        /// Patterns that were matched.
        var matches = 0
        /// Matches that were given up.
        var exceeded = 0
    }

    /// What is known of a text's earlier pieces.
    struct Progress {
        /// Runs before these places are decided.
        var base64 = 0
        var digits = 0
        /// What ends a secret that began in an earlier piece.
        var swallowed: ByteSet?

        /// Tells that the first bytes of the text are gone.
        mutating func drop(_ count: Int) {
            base64 = max(0, base64 - count)
            digits = max(0, digits - count)
        }
    }

    let book: RuleBook
    private(set) var effort = Effort()
    private(set) var progress: Progress
    /// Before it, everything is taken or decided.
    private var floor = 0
    private var scratch: MatchScratch?
    /// Before it, the rule that begins with a run (``MaskingRule/run``) fails.
    private var failedUntil = 0
    /// How often base64 may hold base64.
    private let depth: Int

    init(book: RuleBook, progress: Progress = Progress(), depth: Int = 2) {
        self.book = book
        self.progress = progress
        self.depth = depth
    }

    /// - Parameter start: where to begin; what is before is only context.
    /// - Returns: the secrets in order, and up to where everything is decided: the end of the text, unless it is open.
    mutating func find(in subject: Subject, from start: Int) -> (findings: [Finding], decided: Int) {
        var findings: [Finding] = []
        floor = start
        if let stop = progress.swallowed {
            var rest = Finding(range: start..<start, name: "", family: .custom, continuesTo: stop)
            rest.isContinuation = true
            swallow(&rest, subject)
            findings.append(rest)
        }
        var cursor = floor
        var nearest = floor
        let scanner = book.scanner
        do throws(Undecided) {
            var encoded = nextRun(.base64, in: subject)
            var numbers = nextRun(.digits, in: subject)
            var pair = scanner.nextPair(in: subject.bytes, from: cursor)
            while true {
                nearest = min(pair, encoded?.range.lowerBound ?? .max, numbers?.range.lowerBound ?? .max)
                guard nearest < .max else { break }
                var finding: Finding?
                if let run = encoded, run.range.lowerBound == nearest {
                    finding = try secret(encodedIn: run, subject)
                    progress.base64 = run.range.upperBound
                    encoded = nextRun(.base64, in: subject)
                } else if let run = numbers, run.range.lowerBound == nearest {
                    finding = try card(in: run, subject)
                    progress.digits = run.range.upperBound
                    numbers = nextRun(.digits, in: subject)
                } else {
                    finding = try secret(at: pair, subject, scanner)
                    cursor = pair + 1
                    pair = scanner.nextPair(in: subject.bytes, from: cursor)
                }
                guard var finding else { continue }
                swallow(&finding, subject)
                findings.append(finding)
                if floor > pair {
                    cursor = floor
                    pair = scanner.nextPair(in: subject.bytes, from: cursor)
                }
                if let run = encoded, run.range.lowerBound < floor { encoded = nextRun(.base64, in: subject) }
                if let run = numbers, run.range.lowerBound < floor { numbers = nextRun(.digits, in: subject) }
            }
            return (findings, subject.isOpen ? tail(of: subject, endingAt: subject.count) : subject.count)
        } catch {
            return (findings, tail(of: subject, endingAt: nearest))
        }
    }

    /// Moves on behind a secret, however long it is.
    private mutating func swallow(_ finding: inout Finding, _ subject: Subject) {
        if let stop = finding.continuesTo {
            while finding.end < subject.count, !stop.contains(subject[finding.end]) { finding.end += 1 }
            progress.swallowed = finding.end == subject.count ? stop : nil
        }
        floor = finding.end
    }

    /// Where a secret whose literal ends here or later could begin: secrets have no blanks, literals may.
    private func tail(of subject: Subject, endingAt end: Int) -> Int {
        let word = subject.start(ofRun: .visible, endingAt: end, atMost: Subject.context)
        return max(floor, min(word, end - book.scanner.longest))
    }

    // MARK: Runs

    private func nextRun(_ kind: Run.Kind, in subject: Subject) -> Run? {
        switch kind {
        case .base64 where book.decodesBase64 && depth > 0: Run.next(kind, in: subject, from: max(progress.base64, floor))
        case .digits where book.findsCards: Run.next(kind, in: subject, from: max(progress.digits, floor))
        case .base64, .digits: nil
        }
    }

    private mutating func secret(encodedIn run: Run, _ subject: Subject) throws(Undecided) -> Finding? {
        guard !run.isOpen else { throw Undecided() }
        let start = min(subject.afterEscape(run.range.lowerBound), run.range.upperBound)
        guard let text = Base64.text(subject.bytes[start..<run.range.upperBound]) else { return nil }
        effort.hits += 1
        var inner = Finder(book: book, depth: depth - 1)
        let found = text.withUnsafeBufferPointer { text in
            inner.find(in: Subject(bytes: text, isOpen: false), from: 0).findings.first { $0.family != .email && $0.family != .address }
        }
        guard let found else { return nil }
        var reader = SubjectReader(subject, at: run.range.upperBound)
        try reader.skip(.equals, atMost: 2)
        let isCut = run.range.count == Subject.reach
        return Finding(
            range: start..<reader.index, name: found.name, family: .base64, continuesTo: isCut ? ByteSet.base64.inverted : nil)
    }

    private mutating func card(in run: Run, _ subject: Subject) throws(Undecided) -> Finding? {
        guard !run.isOpen else { throw Undecided() }
        effort.hits += 1
        return CardNumber.find(in: subject, run.range).map { Finding(range: $0, name: "card", family: .card) }
    }

    // MARK: Literals

    private mutating func secret(at pair: Int, _ subject: Subject, _ scanner: LiteralScanner) throws(Undecided) -> Finding? {
        var finding: Finding?
        // A literal may be cut by the end that is not yet the end.
        if subject.isOpen, pair + scanner.longest > subject.count { throw Undecided() }
        for candidate in scanner.candidates(in: subject.bytes, at: pair) {
            guard let hit = scanner.hit(candidate, in: subject.bytes, at: pair), hit.range.lowerBound >= floor else { continue }
            effort.hits += 1
            finding = try evaluate(book.entry(ofLiteral: hit.literal), at: hit.range, subject)
            if finding != nil { break }
        }
        return finding
    }

    private mutating func evaluate(_ entry: RuleBook.Entry, at hit: Range<Int>, _ subject: Subject) throws(Undecided) -> Finding? {
        switch entry.rule.detector {
        case .named: try NamedValue(subject: subject).finding(around: hit)
        case .userInfo: try UserInfo.finding(in: subject, after: hit)
        case .mailbox: try Mailbox.finding(in: subject, around: hit, after: floor)
        case .publicAddress: try PublicAddress.finding(in: subject, around: hit)
        case .pattern(_, let start): try match(entry, hit, start, subject)
        }
    }

    private mutating func match(
        _ entry: RuleBook.Entry, _ hit: Range<Int>, _ start: MaskingRule.Start, _ subject: Subject
    ) throws(Undecided) -> Finding? {
        guard let pattern = entry.pattern else { return nil }
        let from =
            switch start {
            case .literal: hit.lowerBound
            case .before(let count): hit.lowerBound - count
            case .run(let set, let limit): subject.start(ofToken: set, endingAt: hit.lowerBound, atMost: limit)
            }
        guard from >= floor, !subject.has(.word, at: from) || subject.isBoundary(from) else { return nil }
        if entry.rule.run != nil, from < failedUntil { return nil }
        effort.matches += 1
        let scratch = scratch ?? MatchScratch()
        self.scratch = scratch
        let end = min(subject.count, hit.lowerBound + Subject.reach)
        let outcome = pattern.match(
            subject.bytes, window: max(0, from - Subject.context)..<end, from: from, isAnchored: true, isOpen: subject.isOpen && end == subject.count,
            scratch)
        switch outcome {
        case .none:
            if let run = entry.rule.run {
                failedUntil = from
                while failedUntil < end, run.contains(subject[failedUntil]) { failedUntil += 1 }
            }
            return nil
        case .undecided: throw Undecided()
        case .exceeded:
            effort.exceeded += 1
            return nil
        case .found(let secret, _):
            guard secret.lowerBound >= floor, !isPlain(secret, entry.rule, subject), entry.rule.validator.accepts(subject.bytes[secret]) else {
                return nil
            }
            let isCut = secret.upperBound == end && end < subject.count
            return Finding(
                range: secret, name: entry.rule.name, family: entry.rule.family, continuesTo: isCut ? ByteSet.base64.inverted : nil)
        }
    }

    /// What has a form of its own is a secret whatever it looks like; what only stands in a secret's place may be a template's.
    private func isPlain(_ secret: Range<Int>, _ rule: MaskingRule, _ subject: Subject) -> Bool {
        switch rule.family {
        case .named, .url, .header: PlainValue.isPlain(subject.bytes, secret)
        default: Placeholder.end(in: subject.bytes, at: secret.lowerBound) == secret.upperBound
        }
    }
}
