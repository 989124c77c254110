import FoundationEssentials
import Primitives
import Testing

@Suite("The one-pass reader of JSON")
struct JSONReaderTests {
    private func tree(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONDecodingError) -> JSONValue {
        try tree(Array(text.utf8), limits: limits)
    }

    private func tree(_ bytes: [UInt8], limits: JSONLimits = JSONLimits()) throws(JSONDecodingError) -> JSONValue {
        try JSONReader.read(bytes, limits: limits) { reader throws(JSONDecodingError) in try reader.value() }
    }

    /// What is wrong with a document, read as a tree; nil for nothing.
    private func problem(_ text: String, limits: JSONLimits = JSONLimits()) -> String? {
        do throws(JSONDecodingError) {
            _ = try tree(text, limits: limits)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "each kind of value is read as what it is",
        arguments: [
            ("null", .null), ("true", .bool(true)), (" false ", .bool(false)), ("0", 0), ("-0", 0), ("-12", -12),
            ("9223372036854775807", .integer(.max)), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
            ("1.5", .number(1.5)), ("1e3", 1000), ("-2.5E-1", .number(-0.25)), ("[]", []), ("{}", [:]), ("[1,[2,{}]]", [1, [2, [:]]]),
            ("\n{ \"a\" :\t[ 1 , 2 ]\r}\n", ["a": [1, 2]]), (#""""#, ""), (#"{"a":1,"b":2,"a":3}"#, ["a": 3, "b": 2]),
        ] as [(String, JSONValue)])
    func values(text: String, value: JSONValue) throws {
        #expect(try tree(text) == value)
    }

    @Test(
        "strings come out as they were meant",
        arguments: [
            (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0041\u00e9\u20AC""#, "Aé€"),
            (#""\ud83d\ude00 \uD83D\uDE00""#, "😀 😀"), (#""日本語 mit Grüßen 😀""#, "日本語 mit Grüßen 😀"), (#""1234567\"""#, "1234567\""),
            (#""12345678\"9""#, "12345678\"9"), (#""a\u0000b""#, "a\u{FFFD}b"), ("\"\u{7F}\"", "\u{7F}"), (#""e\u0301""#, "e\u{301}"),
        ])
    func strings(text: String, string: String) throws {
        let read = try #require(try tree(text).string)
        #expect(Array(read.unicodeScalars) == Array(string.unicodeScalars))
    }

    @Test(
        "what isn't JSON is refused",
        arguments: [
            "", " ", "{", "[", "]", "}", "[1", "[1,", "[1,]", "[,1]", "{\"a\"", "{\"a\":", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "{1:2}", "[1 2]",
            "{\"a\":1 \"b\":2}", "nul", "nulL", "truefalse", "1 2", "01", "-01", "-", "+1", ".5", "1.", "1e", "1e+", "0x10", "NaN", "Infinity",
            "'a'", "\"", "\"\\\"", "\"\\", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\\udc00\"",
            "\"\\ud800\\ud800\"",
            "\"a\nb\"", "\"\u{1}\"", "[1]]", "{}x", "\u{FEFF}{}", "//", "{\"a\":}", "[\u{0}]",
        ])
    func malformed(text: String) {
        #expect(problem(text) != nil)
    }

    @Test("bytes that aren't UTF-8 are refused, in values, in names and in what is skipped")
    func invalidUTF8() {
        for bad: [UInt8] in [[0xFF], [0xC3, 0x28], [0xED, 0xA0, 0x80], [0xC0, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xE2, 0x82]] {
            for (before, after) in [(#"{"a":""#, #""}"#), (#"{""#, #"":1}"#), (#"{"a":{"12345678"#, #"":[]}}"#)] {
                let bytes = Array(before.utf8) + bad + Array(after.utf8)
                #expect(throws: JSONDecodingError.self) { try self.tree(bytes) }
                #expect(throws: JSONDecodingError.self) {
                    try JSONReader.read(bytes) { reader throws(JSONDecodingError) in try reader.skip() }
                }
            }
        }
    }

    @Test("nesting is bounded, and a million brackets are as harmless as a hundred")
    func depth() {
        let limits = JSONLimits(depth: 3)
        #expect(problem("[[[]]]", limits: limits) == nil)
        #expect(problem(#"{"a":{"b":[[1]]}}"#, limits: limits) == "a.b[0]: is nested deeper than 3 levels")
        #expect(problem(String(repeating: "[", count: 1_000_000))?.hasSuffix("is nested deeper than 48 levels") == true)
        #expect(problem(String(repeating: #"{"a":"#, count: 1_000_000))?.hasSuffix("is nested deeper than 48 levels") == true)
    }

    @Test("members and values are bounded")
    func bounds() {
        #expect(problem(#"{"x":{"a":1,"b":2,"c":3}}"#, limits: JSONLimits(members: 2)) == "x: has more than 2 members")
        #expect(problem("[1,2,3]", limits: JSONLimits(values: 4)) == nil)
        #expect(problem("[1,2,3,4]", limits: JSONLimits(values: 4))?.hasSuffix("holds more than 4 values") == true)
    }

    @Test("a number beyond all bounds is refused, not rounded to infinity")
    func hugeNumbers() {
        #expect(problem("[1e400]") == "[0]: is a number beyond what can be held")
        #expect(throws: JSONDecodingError.self) {
            try JSONReader.read(Array("1.5".utf8)) { reader throws(JSONDecodingError) in try reader.integer() }
        }
    }

    @Test("what the caller leaves alone is skipped, and checked all the same")
    func skipping() throws {
        var seen: [String: Int64] = [:]
        let text = #"{"a":[{"x":[1,"\u0041",null,true]}],"b":7,"c":{},"d":"z"}"#
        try JSONReader.read(Array(text.utf8)) { reader throws(JSONDecodingError) in
            try reader.object { name, reader throws(JSONDecodingError) in
                if name == "b" { seen[name] = try reader.integer() }
            }
        }
        #expect(seen == ["b": 7])
        #expect(throws: JSONDecodingError(path: "a[1]", message: "is not valid JSON: no value begins at byte 8")) {
            try JSONReader.read(Array(#"{"a":[1,?]}"#.utf8)) { reader throws(JSONDecodingError) in }
        }
    }

    /// The numbers of an array, and what is said of its other elements.
    private func numbers(_ text: String, limits: JSONLimits = JSONLimits()) throws(JSONDecodingError) -> (read: [Int64], reported: [String]) {
        var (read, reported): ([Int64], [String]) = ([], [])
        try JSONReader.read(Array(text.utf8), limits: limits) { reader throws(JSONDecodingError) in
            try reader.array { _, reader throws(JSONDecodingError) in
                try reader.object { _, reader throws(JSONDecodingError) in read.append(try reader.integer()) }
            } orReport: {
                reported.append($0.description)
            }
        }
        return (read, reported)
    }

    @Test("an element that isn't what was asked for is reported, and what follows it is read")
    func independentElements() throws {
        let (read, reported) = try numbers(#"[{"a":1},[[{"x":[]}]],{"a":"]}"},{"b":{"c":[7,"\""]}}, null ,{"a":2}]"#)
        #expect(read == [1, 2])
        #expect(reported == ["[1]: must be an object", "[2].a: must be an integer", "[3].b: must be an integer", "[4]: must be an object"])
        let wide = try numbers(#"[{"a":1,"b":2,"c":3},{"a":4}]"#, limits: JSONLimits(members: 2))
        #expect(wide.read == [1, 2, 4] && wide.reported == ["[0]: has more than 2 members"])
    }

    @Test(
        "nothing is read past what isn't JSON, nor past nesting without bounds",
        arguments: [
            #"[{"a":1},{"a":"x",},{"a":2}]"#, #"[{"a":"\ud800"},{"a":2}]"#, #"[{"a":1} {"a":2}]"#, "[" + String(repeating: #"{"a":"#, count: 100_000),
        ])
    func brokenElements(text: String) {
        #expect(throws: JSONDecodingError.self) { try self.numbers(text) }
    }

    @Test("an error names the value that it is about")
    func paths() {
        let text = #"{"alerts":[{"labels":{"a":"b"}},{"labels":{"pod":7}}]}"#
        let error = #expect(throws: JSONDecodingError.self) {
            try JSONReader.read(Array(text.utf8)) { reader throws(JSONDecodingError) in
                try reader.object { _, reader throws(JSONDecodingError) in
                    try reader.array { _, reader throws(JSONDecodingError) in
                        try reader.object { _, reader throws(JSONDecodingError) in _ = try reader.strings() }
                    }
                }
            }
        }
        #expect(error?.description == "alerts[1].labels.pod: must be a string")
    }

    /// Whether any name stands twice in the document.
    private func hasTwins(_ bytes: [UInt8]) -> Bool {
        var names: [String] = []
        try? JSONReader.read(bytes) { reader throws(JSONDecodingError) in try Self.names(&reader, into: &names) }
        return Set(names).count < names.count
    }

    private static func names(_ reader: inout JSONReader, into names: inout [String]) throws(JSONDecodingError) {
        switch reader.kind {
        case .object:
            try reader.object { name, reader throws(JSONDecodingError) in
                names.append(name)
                try Self.names(&reader, into: &names)
            }
        case .array: try reader.array { _, reader throws(JSONDecodingError) in try Self.names(&reader, into: &names) }
        default: break
        }
    }

    @Test("it agrees with Foundation's decoder on documents of every shape, and never crashes on broken ones")
    func agrees() throws {
        var random = SystemRandomNumberGenerator()
        let sample = Array(
            #"{"version":"4","alerts":[{"labels":{"a":"é\u00e9\n","b":""},"n":[-1.5e3,0,true,null],"startsAt":"2026-11-21T07:42:39.578Z"}],"😀":"\ud83d\ude00"}"#
                .utf8)
        let alphabet: [UInt8] = Array(#"{}[]",:\ue0-1.atrfn "#.utf8) + [0, 0x1F, 0x7F, 0x80, 0xC3, 0xE2, 0xF0, 0xFF]
        for _ in 0..<20_000 {
            var bytes = sample
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = alphabet.randomElement(using: &random) ?? 0
                case 1: bytes.remove(at: place)
                default: bytes.insert(alphabet.randomElement(using: &random) ?? 0, at: place)
                }
            }
            guard let ours = try? tree(bytes) else { continue }
            // Whatever this reader takes, the lenient one takes too, and reads the same; of two members of one name that one takes the first.
            guard let theirs = try? JSONDecoder().decode(JSONValue.self, from: Data(bytes)) else {
                Issue.record("refused by Foundation: \(String(decoding: bytes, as: UTF8.self))")
                continue
            }
            #expect(
                theirs == ours || hasTwins(bytes) || bytes.contains(sequence: Array(#"\u0000"#.utf8)), "\(String(decoding: bytes, as: UTF8.self))")
        }
    }
}

extension [UInt8] {
    fileprivate func contains(sequence: [UInt8]) -> Bool {
        indices.contains { self[$0...].starts(with: sequence) }
    }
}
