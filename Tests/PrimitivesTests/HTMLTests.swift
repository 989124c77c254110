import Primitives
import Testing

@Suite struct HTMLTests {
    @Test(arguments: [
        ("plain text, ünïcödé and 漢字", "plain text, ünïcödé and 漢字"),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("Tom & \"Jerry's\"", "Tom &amp; &quot;Jerry&#39;s&quot;"),
        ("\"\u{0301} onload=x", "&quot;\u{0301} onload=x"),
        ("<\u{0338}b>", "&lt;\u{0338}b&gt;"),
        ("tab\tand\nline", "tab\tand\nline"),
        ("\u{1B}[31mred\u{0}\r\u{7F}", "\u{241B}[31mred\u{2400}\u{240D}\u{2421}"),
        ("next\u{85}line and\u{A0}space", "next\u{FFFD}line and\u{A0}space"),
        ("&amp;", "&amp;amp;"),
        ("", ""),
    ])
    func `interpolated text is escaped, scalar by scalar`(text: String, expected: String) {
        let html: HTML = "<p>\(text)</p>"
        #expect(Array(html.description.unicodeScalars) == Array("<p>\(expected)</p>".unicodeScalars))
        #expect(HTML(text: text).description.unicodeScalars.elementsEqual(expected.unicodeScalars))
    }

    @Test func `markup within markup stays markup`() {
        let items: [HTML] = ["a<b", "c"].map { "<li>\($0)</li>" }
        let nothing: HTML? = nil
        let page: HTML = "<ul data-n=\"\(items.count)\">\(items)\(nothing)</ul>"
        #expect(page.description == "<ul data-n=\"2\"><li>a&lt;b</li><li>c</li></ul>")
    }

    @Test func `parts add up`() {
        var sum: HTML = "<b>" + HTML(text: "&")
        sum.append(HTML(raw: "</b>"))
        #expect(sum.description == "<b>&amp;</b>")
        #expect(HTML().isEmpty)
    }
}
