/// Bytes that are looked at, as far as they are known; valid inside of one call.
struct Subject {
    let bytes: UnsafeBufferPointer<UInt8>
    /// Whether more may follow: then nothing is decided by the end of the bytes.
    let isOpen: Bool
    /// Counts the bytes that rules read, where somebody wants to know.
    var reads: UnsafeMutablePointer<Int>?

    /// How far behind a hit a decision may look, in bytes: longer than any private key (16,384 bits of RSA are 12.6 KB as PEM).
    static let reach = 16_384
    /// How far before a hit, in bytes: longer than any name, mailbox or token's start.
    static let context = 160

    var count: Int { bytes.count }

    @inline(__always) subscript(_ index: Int) -> UInt8 { bytes[index] }

    /// Whether the byte at an index is of a set; never before the start.
    @inline(__always) func has(_ set: ByteSet, at index: Int) -> Bool {
        index >= 0 && index < bytes.count && set.contains(bytes[index])
    }

    /// The index, or up to three bytes before it where it is inside of a scalar.
    func wholeScalars(upTo index: Int) -> Int {
        var index = index
        while index > 0, index < count, bytes[index] & 0xC0 == 0x80 { index -= 1 }
        return index
    }

    /// Whether a token may begin here: after no letter, digit or underscore, unless those are an escape's (`\n`, `\u0022`, `%3D`, a colour's).
    func isBoundary(_ index: Int) -> Bool {
        guard index > 0, index <= count, ByteSet.word.contains(bytes[index - 1]) else { return true }
        return afterEscape(start(ofRun: .word, endingAt: index, atMost: 8)) == index
    }

    /// Where a run of the set's bytes that ends at an index begins.
    func start(ofRun set: ByteSet, endingAt end: Int, atMost limit: Int) -> Int {
        var index = end
        let floor = max(0, end - limit)
        while index > floor, set.contains(bytes[index - 1]) { index -= 1 }
        reads?.pointee += end - index
        return index
    }
}

/// More bytes could change the decision.
struct Undecided: Error {}

/// Reads on from a place, and knows when the end is not yet the end.
struct SubjectReader {
    let subject: Subject
    var index: Int
    /// Nothing is read from here on.
    private var limit: Int

    init(_ subject: Subject, at index: Int) {
        self.subject = subject
        self.index = index
        limit = min(subject.count, index + Subject.reach)
    }

    /// Whether the bytes went on beyond what a decision may look at.
    var isAtReach: Bool { index == limit && limit < subject.count }

    /// Reads no more than so many bytes from here on.
    mutating func bound(to count: Int) {
        limit = min(limit, index + count)
    }

    /// The next byte; nil at the end.
    func peek() throws(Undecided) -> UInt8? {
        if let reads = subject.reads { reads.pointee += 1 }
        if index < limit { return subject[index] }
        if limit == subject.count, subject.isOpen { throw Undecided() }
        return nil
    }

    mutating func skip(_ set: ByteSet, atMost count: Int = .max) throws(Undecided) {
        var left = count
        while left > 0, let byte = try peek(), set.contains(byte) {
            index += 1
            left -= 1
        }
    }

    /// Goes past a byte of the set, if it is next.
    mutating func take(_ set: ByteSet) throws(Undecided) -> Bool {
        guard let byte = try peek(), set.contains(byte) else { return false }
        index += 1
        return true
    }

    /// Goes past a text of ASCII letters in any case, if it is next.
    mutating func take(_ word: StaticString) throws(Undecided) -> Bool {
        let before = index
        let count = word.utf8CodeUnitCount
        for offset in 0..<count {
            guard let byte = try peek(), byte | 0x20 == word.utf8Start[offset] | 0x20 else {
                index = before
                return false
            }
            index += 1
        }
        return true
    }
}
