import Testing

@testable import Masking

/// Text that was made to be slow costs no more than its length: told by how often a rule is asked, and by matches that reach their limit of steps.
@Suite struct HostileTests {
    private struct Cost {
        var effort = Finder.Effort()
        /// Bytes that rules looked at, but for patterns: what is asked of those is counted.
        var reads = 0
        var findings = 0
    }

    private static func cost(_ text: String) -> Cost {
        let book = RuleBook(MaskingOptions())
        var text = text
        var cost = Cost()
        text.withUTF8 { bytes in
            withUnsafeMutablePointer(to: &cost.reads) { reads in
                var finder = Finder(book: book)
                let findings = finder.find(in: Subject(bytes: bytes, isOpen: false, reads: reads), from: 0).findings
                (cost.effort, cost.findings) = (finder.effort, findings.count)
            }
        }
        return cost
    }

    static let units = [
        "eyJ", "eyJ.", "eyJeyJ.", "password", "password=", "password:\"", "password='x password=\"y ", "\"\\\"\\\\\"", "://", "a://b:c", "@", "a@a.",
        "a.a@a.a",
        "sk-", "sk-ant-", "-----BEGIN", "-----BEGIN RSA PRIVATE KEY-----", "AKIA", "1.", "1.1.", "4111 ", "4111-1111-", "bearer ", "basic ",
        "curl -u ",
        "mysql -", "token token", "key\"", "name: value: ", "\\\\\\\\", "[masked:", "[masked:a#1]", "<password>", "--password ", "YWJj",
        "authorization: a ",
        "cookie: a=b;", "create user password ", "$2a$", "pbkdf2", "xoxb-", "{\"token\":{\"token\":",
        // What begins and never ends, or is no secret after all.
        "token=", "token=a;", "token=a,", "token='", "-eyJ", ".eyJ", "cookie: ", "cookie: a", "authorization: a-", "session=Some(", "password: |\n ",
        "password: Some(", "token\\u0022:", "token%22%3A", "token&quot;:", "\u{1B}[36mtoken", "name=token ", "<token ", "<password>\n",
        "app:@tcp(", "redis-cli -a", "docker login -", "curl -u-u", "password: {", "otp=1", "sig=a&",
    ]

    @Test(arguments: units) func twiceTheTextIsTwiceTheWork(unit: String) {
        let count = 20_000 / unit.utf8.count
        let once = Self.cost(String(repeating: unit, count: count))
        let twice = Self.cost(String(repeating: unit, count: 2 * count))
        #expect(once.effort.hits <= 40_000, "\(unit): rules were asked \(once.effort.hits) times")
        #expect(twice.effort.hits <= 2 * once.effort.hits + 100, "\(unit): rules were asked \(once.effort.hits) times, then \(twice.effort.hits)")
        #expect(once.reads <= 20_000 * Self.readsOfAByte, "\(unit): \(once.reads / 20_000) reads of a byte")
        #expect(twice.reads <= 2 * once.reads + 20_000, "\(unit): \(once.reads) bytes were read, then \(twice.reads)")
        #expect(once.effort.exceeded == 0 && twice.effort.exceeded == 0, "\(unit) exceeds the match limit")
    }

    /// How often a byte may be looked at: by the names around it, and by what might be a value of each.
    private static let readsOfAByte = 200

    /// A pattern that begins with a run of bytes fails once for all of the run.
    @Test func aRunIsMatchedOnce() {
        let cost = Self.cost(String(repeating: "-eyJ", count: 4_000) + ".a " + String(repeating: "-eyJ", count: 4_000))
        #expect(cost.effort.hits > 7_000 && cost.effort.matches < 10, "\(cost.effort)")
    }

    @Test(arguments: units) func aLongLineIsMaskedOnceAndForAll(unit: String) {
        let masked = Masker.standard.mask(String(repeating: unit, count: (1 << 15) / unit.utf8.count))
        #expect(Masker.standard.mask(masked) == masked)
    }

    @Test func aLineOfAMegabyteIsMasked() {
        let line = String(repeating: Self.units.joined(separator: "x"), count: (1 << 20) / Self.units.joined(separator: "x").utf8.count)
        let cost = Self.cost(line)
        #expect(cost.effort.exceeded == 0)
        #expect(cost.effort.hits <= 2 << 20 && cost.findings > 0)
    }
}
