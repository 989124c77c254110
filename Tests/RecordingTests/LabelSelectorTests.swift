import Recording
import Testing

@Suite("Label selectors")
struct LabelSelectorTests {
    private static let labels = ["app": "shop", "tier": "web", "weight": "5", "empty": ""]

    @Test(
        "choose objects as the API server does",
        arguments: [
            ("", true), ("app", true), ("!app", false), ("other", false), ("!other", true), ("app=shop", true), ("app==shop", true),
            ("app = shop , tier=web", true), ("app=shop,tier=db", false), ("app!=shop", false), ("other!=x", true), ("tier in (web, api)", true),
            ("tier in (db)", false), ("tier notin (db,api)", true), ("other notin (x)", true), ("weight>4", true), ("weight > 5", false),
            ("weight<6", true), ("app>1", false), ("empty=", true), ("empty", true), ("other=", false), ("tier in (,web)", true),
            ("a.b/c-d_e!=1", true),
        ])
    func match(selector: String, expected: Bool) throws {
        #expect(try LabelSelector(parsing: selector).matches(Self.labels) == expected)
    }

    @Test(
        "say what they expected instead",
        arguments: [
            ("app in shop", "found 'shop', expected: '('"), ("app in (shop", "found '', expected: ',' or ')'"),
            ("=x", "found '=x', expected: a label's name"),
            ("app,", "found '', expected: a label's name"), ("app=a b", "found 'b', expected: ',' or the end"),
            ("a>b", "'b' is not an integer, which '<' and '>' compare"),
            ("app has x", "found ' x', expected: an operator (in, notin, =, ==, !=, >, <)"),
        ])
    func refuse(selector: String, message: String) {
        #expect(throws: SelectorError(description: message)) { try LabelSelector(parsing: selector) }
    }
}
