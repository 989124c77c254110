import Testing

@testable import Masking

/// Text that was made to be slow costs no more than its length: told by how often a rule is asked, and by matches that reach their limit of steps.
@Suite struct HostileTests {
    private static func effort(_ text: String) -> (effort: Finder.Effort, findings: Int) {
        let book = RuleBook(MaskingOptions())
        var text = text
        return text.withUTF8 { bytes in
            var finder = Finder(book: book)
            let findings = finder.find(in: Subject(bytes: bytes, isOpen: false), from: 0).findings
            return (finder.effort, findings.count)
        }
    }

    static let units = [
        "eyJ", "eyJ.", "eyJeyJ.", "password", "password=", "password:\"", "password='x password=\"y ", "\"\\\"\\\\\"", "://", "a://b:c", "@", "a@a.",
        "a.a@a.a",
        "sk-", "sk-ant-", "-----BEGIN", "-----BEGIN RSA PRIVATE KEY-----", "AKIA", "1.", "1.1.", "4111 ", "4111-1111-", "bearer ", "basic ",
        "curl -u ",
        "mysql -", "token token", "key\"", "name: value: ", "\\\\\\\\", "[masked:", "[masked:a#1]", "<password>", "--password ", "YWJj",
        "authorization: a ",
        "cookie: a=b;", "create user password ", "$2a$", "pbkdf2", "xoxb-", "{\"token\":{\"token\":",
    ]

    @Test(arguments: units) func twiceTheTextIsTwiceTheWork(unit: String) {
        let count = 20_000 / unit.utf8.count
        let (once, _) = Self.effort(String(repeating: unit, count: count))
        let (twice, _) = Self.effort(String(repeating: unit, count: 2 * count))
        #expect(once.hits <= 40_000, "\(unit): rules were asked \(once.hits) times")
        #expect(twice.hits <= 2 * once.hits + 100, "\(unit): rules were asked \(once.hits) times, then \(twice.hits)")
        #expect(once.exceeded == 0 && twice.exceeded == 0, "\(unit) exceeds the match limit")
    }

    @Test(arguments: units) func aLongLineIsMaskedOnceAndForAll(unit: String) {
        let masked = Masker.standard.mask(String(repeating: unit, count: (1 << 15) / unit.utf8.count))
        #expect(Masker.standard.mask(masked) == masked)
    }

    @Test func aLineOfAMegabyteIsMasked() {
        let line = String(repeating: Self.units.joined(separator: "x"), count: (1 << 20) / Self.units.joined(separator: "x").utf8.count)
        let (effort, findings) = Self.effort(line)
        #expect(effort.exceeded == 0)
        #expect(effort.hits <= 2 << 20 && findings > 0)
    }
}
