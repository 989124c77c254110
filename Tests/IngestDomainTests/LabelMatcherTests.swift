import IngestDomain
import Primitives
import Testing

@Suite struct LabelMatcherTests {
    @Test(arguments: [
        (#"alertname="X""#, ["alertname=X"]),
        (#"alertname=X"#, ["alertname=X"]),
        (#" alertname  !=  "X" "#, ["alertname!=X"]),
        (#"{alertname="X",team!="shop",}"#, ["alertname=X", "team!=shop"]),
        (#"{ a=b , c=~"d|e", f!~"g.*" }"#, ["a=b", "c=~d|e", "f!~g.*"]),
        (#""größe/λ, {x}"="ü \"quoted\" \\ \n""#, ["größe/λ, {x}=ü \"quoted\" \\ \n"]),
        (#"pod=~"\d+-\"x\"""#, [#"pod=~\d+-"x""#]),
        (#"team="#, ["team="]),
        (#"team="""#, ["team="]),
        (#"team=~a|b=c"#, ["team=~a|b=c"]),
        (#"status=~5.."#, ["status=~5.."]),
        (#"a="b,c",d="{}""#, ["a=b,c", "d={}"]),
    ])
    func `matchers are read as Alertmanager reads them`(text: String, expected: [String]) throws {
        #expect(try LabelMatcherParser.matchers(in: text).map(Self.text) == expected)
    }

    @Test(arguments: [
        "", "{}", "alertname", "=X", #"a="b"#, "a=b c=d", "{a=b", "a=b}", "a<b", #"a="b"c"#, "a!b", #"a=~"(""#, "'a'=b", "a\0=b", "a=b,,c=d",
    ])
    func `what is no matcher is refused`(text: String) {
        #expect(throws: LabelMatcherError.self) { try LabelMatcherParser.matchers(in: text) }
    }

    @Test(arguments: [
        ("shop", "^(?:shop)$"),
        ("", "^(?:)$"),
        ("a|b", "^(?:a|b)$"),
        ("a|", "^(?:a|)$"),
        ("(?i)Shop", "(?i)^(?:Shop)$"),
        ("orders-.*", #"^(?:orders\-[^\n]*)$"#),
        (#"\d{2,3}?\.x"#, #"^(?:\d{2,3}\.x)$"#),
        ("(?P<name>a)(?:b)(c)", "^(?:(?:a)(?:b)(?:c))$"),
        ("[^]a-c\\d[:alpha:].-]", #"^(?:[^\]a-c\d[:alpha:]\.\-])$"#),
        ("a{,3}", #"^(?:a\{\,3\})$"#),
        (#"\bx\z"#, #"^(?:\yx\Z)$"#),
        ("ü+", "^(?:ü+)$"),
    ])
    func `a pattern is written as PostgreSQL takes it`(text: String, expected: String) throws {
        #expect(try LabelPattern(text).anchored == expected)
    }

    @Test(arguments: [
        "(", ")", "a)", "[a", "*", "+a", "a**", "a{2,1}", "a{256}", "[b-a]", "[[:nothing:]]", #"(a)\1"#, "(?=a)", "(?!a)", "(?<=a)", "(?i:a)",
        #"\pL"#,
        #"\Qa"#, "\\", "[\\", "((((((((((((((((((((((a))))))))))))))))))))))", "(a{200}){200}", "((a{100}b{100}){20})",
    ])
    func `a pattern that is wrong, foreign or too large is refused`(text: String) {
        #expect(throws: LabelMatcherError.self) { try LabelPattern(text) }
    }

    private static func text(_ matcher: LabelMatcher) -> String {
        switch matcher.comparison {
        case .equal(let value): "\(matcher.label)=\(value)"
        case .notEqual(let value): "\(matcher.label)!=\(value)"
        case .matches(let pattern): "\(matcher.label)=~\(pattern.text)"
        case .doesNotMatch(let pattern): "\(matcher.label)!~\(pattern.text)"
        }
    }
}

@Suite struct PositionTests {
    @Test func `a place in a list of alerts survives its text`() {
        let position = EpisodePosition(
            incident: IncidentID(.init(high: 1, low: 2)), isFiring: true, severityRank: 4, startsAt: .init(microseconds: -7), fingerprint: "a_ü/\u{1}"
        )
        #expect(EpisodePosition(position.description) == position)
    }

    @Test(arguments: [
        "", "x", "1_2_3_4_5", "00000000-0000-0000-0000-000000000000_2_0_0_", "00000000-0000-0000-0000-000000000000_1_0_0_f",
        // Times that no database knows.
        "00000000-0000-0000-0000-000000000000_1_2_-9000000000000000000_61", "00000000-0000-0000-0000-000000000000_1_2_9223372036854775807_61",
        "00000000-0000-0000-0000-000000000000_1_2_-100000000000000000_61",
    ])
    func `what is no place in a list is nil`(text: String) {
        #expect(EpisodePosition(text) == nil)
    }

    @Test(arguments: [(nil, nil, ClusterScope?.some(.all)), (nil, "a", .only("a")), ("a", nil, .only("a")), ("a", "a", .only("a")), ("a", "b", nil)])
    func `whoever is bound to a cluster sees no other`(bound: String?, wanted: String?, seen: ClusterScope?) {
        #expect(ClusterScope(bound).narrowed(to: wanted) == seen)
    }
}
