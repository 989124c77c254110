import AgentDomain
import Testing

@Suite struct RedactorTests {
    static let table: [(String, String)] = [
        ("postgres://orders:hunter2@orders-db:5432/orders", "postgres://orders:***@orders-db:5432/orders"),
        ("dial redis://:s3cr3t@cache:6379 failed", "dial redis://:***@cache:6379 failed"),
        ("amqp://guest:p@ss/w0rd@queue:5672/v", "amqp://guest:***@queue:5672/v"),
        ("https://example.com/path?mail=a@b.c", "https://example.com/path?mail=a@b.c"),
        ("password=hunter2 user=app", "password=*** user=app"),
        ("{\"password\":\"hunter2\",\"user\":\"app\"}", "{\"password\":\"***\",\"user\":\"app\"}"),
        ("DB_PASSWORD: 'hun ter2' next", "DB_PASSWORD: '***' next"),
        ("api_key = abc123, x=1", "api_key = ***, x=1"),
        ("mysqldump --password hunter2 db", "mysqldump --password *** db"),
        ("Authorization: Bearer abcDEF123456", "Authorization: ***"),
        ("sent bearer abcDEF123456 ok", "sent bearer *** ok"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln", "token ***"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key *** used"),
        ("https://x.example/?access_token=abc&y=1", "https://x.example/?access_token=***&y=1"),
        // Prose about secrets is no secret.
        ("FATAL: password authentication failed for user \"export\"", "FATAL: password authentication failed for user \"export\""),
        ("secret \"nosecret-app-tls\" not found", "secret \"nosecret-app-tls\" not found"),
        (
            "MountVolume.SetUp failed for volume \"tls\" : secret \"x\" not found",
            "MountVolume.SetUp failed for volume \"tls\" : secret \"x\" not found"
        ),
        ("couldn't find key token in Secret shop/api", "couldn't find key token in Secret shop/api"),
        ("grüße an alle", "grüße an alle"), ("", ""),
    ]

    @Test(arguments: table) func onlyWhatIsSecretIsMasked(text: String, expected: String) {
        #expect(Redactor().redact(text) == expected)
    }

    @Test(arguments: table) func maskingTwiceChangesNothingMore(text: String, expected: String) {
        #expect(Redactor().redact(Redactor().redact(text)) == expected)
    }

    @Test func aVariablesNameSaysThatItsValueIsSecret() {
        #expect(Redactor().redact("hunter2", named: "DB_PASSWORD") == "***")
        #expect(Redactor().redact("orders-db", named: "DB_HOST") == "orders-db")
    }
}
