import Primitives
import Testing

@testable import YAML

@Suite("YAML")
struct YAMLTests {
    @Test("becomes the JSON value that it stands for")
    func document() throws {
        let value = try JSONValue(
            yaml: """
                # A comment
                name: "two words"
                ports: [80, 443]
                probe:
                  path: /ready
                  text: |
                    one
                    two
                  folded: >-
                    a
                    b
                nothing:
                """)
        #expect(
            value == [
                "name": "two words", "ports": [80, 443], "probe": ["path": "/ready", "text": "one\ntwo\n", "folded": "a b"], "nothing": nil,
            ])
    }

    @Test("takes JSON, which is YAML")
    func json() throws {
        #expect(try JSONValue(yaml: #"{"a": [1, -2.5, true, null, "x\n\u00e9"]}"#) == ["a": [1, .number(-2.5), true, nil, "x\né"]])
    }

    @Test("a text without a document is null", arguments: ["", "# nothing\n", "---\n", "--- ~\n...\n"])
    func empty(text: String) throws {
        #expect(try JSONValue(yaml: text) == .null)
    }

    @Test(
        "plain scalars mean what YAML 1.2's core schema says",
        arguments: [
            ("true", true), ("False", false), ("null", nil), ("~", nil), ("0", 0), ("-7", -7), ("+7", 7), ("8080", 8080), ("0x1F", 31), ("0o17", 15),
            ("1.5", .number(1.5)), (".5", .number(0.5)), ("-.5", .number(-0.5)), ("1.", .number(1)), ("1e3", .number(1000)),
            ("1.5E-1", .number(0.15)), ("9223372036854775807", .integer(.max)), ("-9223372036854775808", .integer(.min)),
            ("9223372036854775808", .number(9_223_372_036_854_775_808)),
        ] as [(String, JSONValue)])
    func core(text: String, value: JSONValue) throws {
        #expect(try JSONValue(yaml: "[\(text)]") == [value])
    }

    @Test(
        "what looks like a boolean of YAML 1.1, a mode, a hash, a version, an address or no number of JSON's stays a text",
        arguments: [
            "yes", "no", "on", "off", "y", "n", "tRUE", "0644", "-007", "00", "12e", "1.2.3", "10.0.0.1", "1_000", "0x", "0xG", "0x-1", "0o8", ".inf",
            "-.inf", ".nan", "1e999", "+", "-1a", ".", "-.", "e5", "2026-11-21", "12:30",
        ])
    func words(text: String) throws {
        #expect(try JSONValue(yaml: "[\(text)]") == [.string(text)])
    }

    @Test("quoted scalars, blocks and !!str are texts", arguments: ["'7'", "\"7\"", "!!str 7", "! 7"])
    func quoted(text: String) throws {
        #expect(try JSONValue(yaml: "[\(text)]") == ["7"])
    }

    @Test("where texts are asked for, only null is none")
    func texts() throws {
        #expect(try JSONValue(yaml: "[007, on, true, 1.50, ~, '~', null]", scalars: .text) == ["007", "on", "true", "1.50", nil, "~", nil])
    }

    @Test("keys are the texts that stand there")
    func keys() throws {
        #expect(try JSONValue(yaml: "{200: a, yes: b, null: c, ? d : e}") == ["200": "a", "yes": "b", "null": "c", "d": "e"])
    }

    @Test("aliases stand for what they name")
    func aliases() throws {
        #expect(try JSONValue(yaml: "a: &x {b: [1]}\nc: *x\n&k d: *k") == ["a": ["b": [1]], "c": ["b": [1]], "d": "d"])
        #expect(try JSONValue(yaml: "- &x 1\n- *x\n- &x 2\n- *x") == [1, 1, 2, 2])
    }

    @Test("reads a byte order mark, Windows' line ends and characters of four bytes")
    func encodings() throws {
        #expect(try JSONValue(yaml: "\u{FEFF}a: 1\r\nb: 🚀\r\n") == ["a": 1, "b": "🚀"])
    }
}
