/// A secret in a text.
struct Finding {
    /// The secret, as far as a decision may look.
    var range: Range<Int>
    var name: String
    var family: MaskingFamily
    /// It went on beyond that: what follows belongs to it, up to a byte of this set.
    var continuesTo: ByteSet?
    /// Where the text that it stands in goes on.
    var end: Int
    /// The rest of a secret that was told of before.
    var isContinuation = false

    init(range: Range<Int>, name: String, family: MaskingFamily, continuesTo: ByteSet? = nil) {
        self.range = range
        self.name = name
        self.family = family
        self.continuesTo = continuesTo
        end = range.upperBound
    }
}
