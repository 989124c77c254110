import Masking
import Testing

/// What is masked and what stays, a line a case.
@Suite struct MaskerTests {
    static let masked: [(String, String)] = [
        ("postgres://orders:hunter2@orders-db:5432/orders", "postgres://orders:[masked:password]@orders-db:5432/orders"),
        ("dial redis://:s3cr3t@cache:6379 failed", "dial redis://:[masked:password]@cache:6379 failed"),
        ("amqp://guest:p@ss/w0rd@queue:5672/v", "amqp://guest:[masked:password]@queue:5672/v"),
        ("password=hunter2 user=app", "password=[masked:password] user=app"),
        ("{\"password\":\"hunter2\",\"user\":\"app\"}", "{\"password\":\"[masked:password]\",\"user\":\"app\"}"),
        ("DB_PASSWORD: 'hun ter2' next", "DB_PASSWORD: '[masked:password]' next"),
        ("api_key = abc123, x=1", "api_key = [masked:key], x=1"),
        ("mysqldump --password hunter2 db", "mysqldump --password [masked:password] db"),
        ("Authorization: Bearer abcDEF123456", "Authorization: Bearer [masked:authorization]"),
        ("sent bearer abcDEF123456 ok", "sent bearer [masked:bearer] ok"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2ln", "token [masked:jwt]"),
        ("key AKIAIOSFODNN7EXAMPLE used", "key [masked:aws-key] used"),
        ("https://x.example/?access_token=abc&y=1", "https://x.example/?access_token=[masked:token]&y=1"),
    ]

    @Test(arguments: masked) func whatIsSecretIsMasked(text: String, expected: String) {
        #expect(Masker.standard.mask(text) == expected)
    }

    static let plain = [
        "https://example.com/path?mail=a@b.c", "FATAL: password authentication failed for user \"export\"",
        "secret \"nosecret-app-tls\" not found", "MountVolume.SetUp failed for volume \"tls\" : secret \"x\" not found",
        "couldn't find key token in Secret shop/api", "grüße an alle", "",
    ]

    @Test(arguments: plain) func whatIsNotStays(text: String) {
        #expect(Masker.standard.mask(text) == text)
    }

    @Test(arguments: masked) func maskingTwiceChangesNothingMore(text: String, expected: String) {
        #expect(Masker.standard.mask(expected) == expected)
    }

    @Test func aVariablesNameSaysThatItsValueIsSecret() {
        #expect(Masker.standard.mask("hunter2", named: "DB_PASSWORD") == "[masked:password]")
        #expect(Masker.standard.mask("orders-db", named: "DB_HOST") == "orders-db")
    }

    @Test func theSameSecretIsTheSamePlaceholderWithinASession() {
        let session = Masker.standard.session()
        #expect(session.mask("password=hunter2") == "password=[masked:password#1]")
        #expect(session.mask("PGPASSWORD=hunter2 PASSWORD=hunter3") == "PGPASSWORD=[masked:password#1] PASSWORD=[masked:password#2]")
    }
}
