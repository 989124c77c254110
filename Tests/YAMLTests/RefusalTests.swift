import Primitives
import Testing

@testable import YAML

@Suite("YAML that is refused")
struct RefusalTests {
    @Test(
        "is so with the place and the reason",
        arguments: [
            ("a: 1\nb: 2\na: 3", 3, 1, "the same key as in line 1"),
            ("a: {b: 1, b: 2}", 1, 11, "the same key as in line 1"),
            ("a: 1\n'a': 2", 2, 1, "the same key"),
            ("a:\n  - [1, 2", 3, 1, "did not find expected ',' or ']'"),
            ("a: b: c", 1, 5, "mapping values are not allowed in this context"),
            ("a: \"open", 1, 9, "found unexpected end of stream"),
            ("\tb: 1", 1, 1, "found character that cannot start any token"),
            ("a: *gone", 1, 4, "an alias of something that isn't known"),
            ("a: &x [*x]", 1, 8, "an alias of something that isn't known, or not whole"),
            ("[a]: 1", 1, 1, "a key has to be a text"),
            ("? {a: 1}\n: 2", 1, 3, "a key has to be a text"),
            ("x: &x k\n*x : 2", 2, 1, "a key has to be a text"),
            ("a: &x {b: 1}\nc:\n  <<: *x", 3, 3, "merge keys"),
            ("a: !!binary aGk=", 1, 4, "this tag isn't supported"),
            ("a: !!int 5", 1, 4, "this tag isn't supported"),
            ("a: !local 5", 1, 4, "this tag isn't supported"),
            ("!!set {a, b}", 1, 1, "this tag isn't supported"),
            ("!!map [a]", 1, 1, "this tag isn't supported"),
            ("a: 1\n---\nb: 2", 2, 1, "a second document"),
        ])
    func refusals(text: String, line: Int, column: Int, problem: String) {
        let error = #expect(throws: YAMLError.self) { try JSONValue(yaml: text) }
        #expect(error?.place == YAMLPlace(line: line, column: column))
        #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }

    @Test("says nothing of what stands there")
    func secrecy() {
        for text in ["s3cret: 1\ns3cret: 2", "a: *s3cret", "a: !s3cret 1", "a: \"s3cret", "s3cret: s3cret: s3cret", "a: &s3cret [*s3cret]"] {
            let error = #expect(throws: YAMLError.self) { try JSONValue(yaml: text) }
            #expect(error.map { "\($0)" }?.contains("s3cret") == false)
        }
    }

    @Test("is what isn't UTF-8", arguments: [[0x61, 0x3A, 0x20, 0xFF], [0xC3], [0x61, 0x3A, 0x20, 0xED, 0xA0, 0x80], [0x61, 0x00]] as [[UInt8]])
    func bytes(bytes: [UInt8]) {
        #expect(throws: YAMLError.self) { try JSONValue(yaml: bytes) }
    }

    @Test("is what aliases of aliases would blow up")
    func laughs() {
        var text = "a0: &a0 [lol, lol, lol, lol, lol, lol, lol, lol, lol]\n"
        for level in 1...9 {
            text += "a\(level): &a\(level) [" + Array(repeating: "*a\(level - 1)", count: 9).joined(separator: ", ") + "]\n"
        }
        let error = #expect(throws: YAMLError.self) { try JSONValue(yaml: text) }
        #expect(error?.problem == "aliases repeat more than 1048576 bytes")
    }

    @Test("is what nests too deep, by itself or by aliases")
    func depth() {
        let deepest = String(repeating: "[", count: 64) + String(repeating: "]", count: 64)
        #expect(throws: Never.self) { try JSONValue(yaml: deepest) }
        let brackets = String(repeating: "[", count: 100_000)
        #expect(throws: YAMLError.self) { try JSONValue(yaml: brackets) }
        var chain = "- &a0 []\n"
        for level in 1...100 { chain += "- &a\(level) [*a\(level - 1)]\n" }
        let error = #expect(throws: YAMLError.self) { try JSONValue(yaml: chain) }
        #expect(error?.problem.hasPrefix("more than 64 lists and mappings") == true)
    }

    @Test("is what is too long")
    func length() {
        #expect(throws: YAMLError.self) { try JSONValue(yaml: "12345", limits: YAMLLimits(bytes: 4)) }
        #expect(throws: Never.self) { try JSONValue(yaml: "1234", limits: YAMLLimits(bytes: 4)) }
    }
}
