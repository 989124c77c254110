import Primitives
import Testing

@testable import CommandLineApp

@Suite("Text for a terminal")
struct TerminalTests {
    @Test(
        "carries nothing that a terminal would obey",
        arguments: [
            ("plain", "plain"), ("\u{1B}[2Jgone", "\u{FFFD}[2Jgone"), ("a\u{7}b\u{9B}c", "a\u{FFFD}b\u{FFFD}c"), ("a\r\nb\tc", "a\nb    c"),
            ("safe\u{202E}txt.exe", "safe\u{FFFD}txt.exe"), ("naïve 日本 😀", "naïve 日本 😀"),
        ])
    func sanitizes(text: String, expected: String) {
        #expect(PlainText.sanitized(text) == expected)
    }

    @Test(
        "breaks at blanks, and never inside a word",
        arguments: [
            ("one two three", 8, ["one two", "three"]), ("one", 2, ["one"]), ("", 10, [""]), ("a\n\nb", 10, ["a", "", "b"]),
            ("  indented text here", 12, ["  indented", "  text here"]), ("日本 語文", 5, ["日本", "語文"]),
            ("kubectl-get-something-long x", 10, ["kubectl-get-something-long", "x"]),
        ])
    func wraps(text: String, columns: Int, expected: [String]) {
        #expect(PlainText.wrapped(text, columns: columns) == expected)
    }

    @Test("counts columns, and cuts by them")
    func widths() {
        #expect(PlainText.width("abc") == 3)
        #expect(PlainText.width("日本") == 4)
        #expect(PlainText.width("e\u{301}") == 1)
        #expect(PlainText.truncated("日本語", columns: 5) == "日本…")
        #expect(PlainText.truncated("short", columns: 5) == "short")
    }

    @Test("is coloured only where colours are shown")
    func colors() {
        #expect(Terminal.plain.styled("x", .red) == "x")
        #expect(Terminal(width: 80, hasColor: true).styled("x", .red) == "\u{1B}[31mx\u{1B}[0m")
    }

    @Test("has columns as wide as their cells")
    func table() {
        var table = Table([("name", .left), ("ms", .right)])
        table.add([.init("日本"), .init("7")])
        table.add([.init("longer"), .init("1234")])
        #expect(table.lines(.plain) == ["name      ms", "日本       7", "longer  1234"])
    }

    @Test(
        "tells spans by their largest unit",
        arguments: [(0, "0 s"), (119, "119 s"), (120, "2 min"), (7200, "2 h"), (172_800, "2 d")])
    func spans(seconds: Int, expected: String) {
        #expect(Wording.span(.seconds(seconds)) == expected)
    }

    @Test(
        "rounds numbers as people do",
        arguments: [(0.04, 1, "0.0"), (12.345, 2, "12.35"), (-1.5, 0, "-2"), (0.999, 2, "1.00"), (-0.001, 1, "0.0"), (.infinity, 1, "inf")])
    func numbers(value: Double, decimals: Int, expected: String) {
        #expect(Wording.fixed(value, decimals: decimals) == expected)
    }

    @Test("says which way a time lies")
    func ages() throws {
        let now = try #require(Timestamp(rfc3339: "2026-11-21T08:00:00Z"))
        #expect(Wording.age(of: now - .seconds(30), at: now) == "30 s ago")
        #expect(Wording.age(of: now + .seconds(600), at: now) == "in 10 min")
    }
}
