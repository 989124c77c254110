import Masking
import Primitives
import Testing

/// What can be switched and added.
@Suite struct OptionTests {
    private static func custom(_ document: JSONValue) throws -> Masker {
        let (rules, problems) = CustomRule.parse(document)
        try #require(problems.isEmpty)
        return Masker(MaskingOptions(custom: rules))
    }

    @Test func whatIsSwitchedOffStays() {
        let text = "from 34.12.3.4 by joe@example.com with 4111 1111 1111 1111"
        #expect(Masker(MaskingOptions()).mask(text) == "from [masked:ip] by [masked:email] with [masked:card]")
        #expect(Masker(MaskingOptions(masksEmails: false, masksPublicAddresses: false, masksCards: false)).mask(text) == text)
        #expect(Masker(MaskingOptions(isEnabled: false)).mask("password=hunter2") == "password=hunter2")
        #expect(Masker(MaskingOptions(isEnabled: false)).session().mask("password=hunter2") == "password=hunter2")
    }

    @Test func patternsOfOnesOwnAreMasked() throws {
        let masker = try Self.custom(["ACME-[0-9]{6}", ["name": "staff-id", "pattern": "staff (?<secret>\\p{L}+\\d)"]])
        #expect(masker.mask("order ACME-123456 by staff größe7 done") == "order [masked:custom] by staff [masked:staff-id] done")
        let session = masker.session()
        #expect(session.mask("ACME-123456 ACME-123456 ACME-654321") == "[masked:custom#1] [masked:custom#1] [masked:custom#2]")
        var stream = masker.session().stream()
        #expect(stream.feed("a ACME-12") + stream.feed("3456\nb") + stream.finish() == "a [masked:custom#1]\nb")
    }

    @Test func allThatIsWrongWithPatternsIsToldAtOnce() {
        let (rules, problems) = CustomRule.parse(["ok-[0-9]+", "(", "x*", ["name": "a b", "pattern": "x"], ["name": "n"]])
        #expect(rules.count == 1)
        #expect(problems.map(\.place) == ["[1]", "[2]", "[3].name", "[4]"])
        #expect(CustomRule.parse(["a": "b"]).problems.count == 1)
    }

    @Test func aPatternThatBacktracksForeverGivesUp() throws {
        let masker = try Self.custom(["(a+)+$"])
        let text = String(repeating: "a", count: 5_000) + "b"
        #expect(masker.mask(text) == text)
    }

    @Test func patternsThatBeginWithABracketAreMaskedToo() throws {
        let masker = try Self.custom([#"\[staff:\d+\]"#, "<ssn>.*?</ssn>", "none"])
        #expect(masker.mask("by [staff:77] with <ssn>078-05</ssn>, none") == "by [masked:custom] with [masked:custom], [masked:custom]")
    }

    @Test func valuesOfCertainNamesAreMaskedHoweverTheyAreHeld() {
        let value: JSONValue = [
            "Env": [["Name": "DB_PASSWORD", "Value": "hunter2"], ["key": "API_KEY", "value": "hunter3"]],
            "password": ["value": "hunter4"], "passcode": 84_736_291, "pass": 3, "dbPassword": "(7kQz9!mPx2",
        ]
        let masked = Masker.standard.session().mask(value)
        for secret in ["hunter2", "hunter3", "hunter4", "84736291", "7kQz9"] { #expect(!"\(masked)".contains(secret), "\(masked)") }
        #expect(masked["pass"] == 3)
    }

    @Test func everyHitIsCountedByItsFamily() {
        let counted = Counted()
        let masker = Masker { counted.add($0) }
        _ = masker.mask("password=hunter2 from joe@example.com")
        #expect(counted.families == [.named, .email])
    }

    @Test func valuesAreMaskedByTheNamesOfTheirMembers() {
        let value: JSONValue = [
            "password": "hunter2", "secretName": "orders-tls",
            "env": [["name": "DB_PASSWORD", "value": "hunter2"], ["name": "PORT", "value": "80"]],
            "count": 3,
        ]
        let expected: JSONValue = [
            "password": "[masked:password#1]", "secretName": "orders-tls",
            "env": [["name": "DB_PASSWORD", "value": "[masked:password#1]"], ["name": "PORT", "value": "80"]], "count": 3,
        ]
        #expect(Masker.standard.session().mask(value) == expected)
    }
}
