import Primitives
import Testing

@testable import IngestWeb

@Suite struct MarkdownTests {
    @Test(arguments: [
        ("one\ntwo\n\nthree", "<p>one\ntwo</p>\n<p>three</p>\n"),
        ("# Title\ntext", "<h3>Title</h3><p>text</p>\n"),
        ("### Deeper", "<h4>Deeper</h4>"),
        ("#hashtag", "<p>#hashtag</p>\n"),
        ("- a\n- b\n\n1. c\n2. d", "<ul><li>a</li><li>b</li></ul>\n<ol><li>c</li><li>d</li></ol>\n"),
        ("```sh\nkubectl <x>\n\n# not a title\n```\nafter", "<pre><code>kubectl &lt;x&gt;\n\n# not a title</code></pre>\n<p>after</p>\n"),
        ("```\nnever closed", "<pre><code>never closed</code></pre>\n"),
        ("| a | b |\n|---|:-:|\n| 1 | 2 |", "<tr><td> a </td><td> b </td></tr><tr><td> 1 </td><td> 2 </td></tr>"),
        ("**bold** and `code *x*`", "<p><strong>bold</strong> and <code>code *x*</code></p>\n"),
        ("**open and `too", "<p>**open and `too</p>\n"),
        ("[link](javascript:x) <b>", "<p>[link](javascript:x) &lt;b&gt;</p>\n"),
        ("", ""),
    ])
    func `a little of Markdown is rendered, and the rest stays text`(source: String, expected: String) {
        #expect(Markdown.html(source).description.contains(expected))
    }
}
