import Masking
import Testing

/// Hundreds of secrets in every place where secrets turn up: nothing of their random parts comes through.
@Suite struct LeakTests {
    private static let kinds = SecretKind.tokens + SecretKind.values

    private static func fits(_ secret: String, _ context: SecretContext) -> Bool {
        // Some places can't hold some characters as they are.
        switch context.description {
        case "URL's query": !secret.contains { "&#%+ ".contains($0) }
        case "XML": !secret.contains { "<>&".contains($0) }
        case "YAML", "environment list in YAML": !secret.contains { "#!%*&?".contains($0) }
        default: true
        }
    }

    @Test func thereAreEnoughKindsAndPlaces() {
        #expect(Self.kinds.count >= 60)
        #expect(Set(Self.kinds.map(\.name)).count == Self.kinds.count)
        #expect(SecretContext.all.count >= 10)
    }

    @Test(arguments: kinds) func nothingOfASecretComesThrough(kind: SecretKind) {
        var random = SeededRandom(seed: UInt64(kind.name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
        for round in 0..<4 {
            let secret = kind.secret(&random)
            for context in SecretContext.all where (context.tellsName || kind.variable == "value") && Self.fits(secret.text, context) {
                let text = context.place(secret.text, kind.variable)
                let masked = Masker.standard.mask(text)
                #expect(secret.leak(in: masked) == nil, "\(kind), \(context), round \(round): \(masked)")
                #expect(masked.contains("[masked:"), "\(kind), \(context): \(masked)")
                #expect(Masker.standard.mask(masked) == masked, "\(kind), \(context) is not masked once and for all")
            }
        }
    }

    @Test(arguments: ["postgres", "mysql", "mongodb+srv", "amqps", "redis", "https", "jdbc:postgresql", "sqlserver"])
    func passwordsOfAddressesAreMasked(scheme: String) {
        var random = SeededRandom(seed: 11)
        for _ in 0..<20 {
            let password = random.text(Int.random(in: 6...30, using: &random), of: Alphabet.password + "@/:")
            let secret = Secret(kind: SecretKind(name: "password") { _ in [] }, parts: [.random(password)])
            let masked = Masker.standard.mask("dial \(scheme)://app:\(password)@orders-db.shop:5432/orders?sslmode=disable failed")
            #expect(secret.leak(in: masked) == nil, "\(masked)")
            #expect(masked.hasSuffix("@orders-db.shop:5432/orders?sslmode=disable failed"), "\(masked)")
        }
    }

    @Test(arguments: [
        "Server=tcp:db,1433;User ID=app;Password=%;Encrypt=true", "host=db user=app password=% dbname=x",
        "DefaultEndpointsProtocol=https;AccountName=x;AccountKey=%;EndpointSuffix=core.windows.net",
        "Endpoint=sb://x.servicebus.windows.net/;SharedAccessKeyName=Root;SharedAccessKey=%", "jdbc:mysql://db:3306/x?user=app&password=%",
        "jdbc:oracle:thin:app/%@db:1521/x", "mysqldump -u root -p% orders", "sshpass -p % ssh host", "curl -u app:% https://x.example",
        "CREATE USER app IDENTIFIED BY '%'", "ALTER ROLE app WITH PASSWORD '%'",
    ])
    func passwordsOfConnectionStringsAndCommandsAreMasked(template: String) {
        var random = SeededRandom(seed: 12)
        for _ in 0..<10 {
            let password = random.text(20, of: Alphabet.alphanumeric)
            let masked = Masker.standard.mask(template.replacing("%", with: password))
            #expect(!masked.contains(password.prefix(6)) && !masked.contains(password.suffix(6)), "\(masked)")
        }
    }

    @Test(arguments: ["Bearer", "Token", "ApiKey"]) func headersAreMasked(scheme: String) {
        var random = SeededRandom(seed: 13)
        let token = random.text(40, of: Alphabet.url)
        #expect(Masker.standard.mask("Authorization: \(scheme) \(token)") == "Authorization: \(scheme) [masked:authorization]")
        #expect(Masker.standard.mask(#"{"Authorization":"\#(scheme) \#(token)"}"#) == #"{"Authorization":"\#(scheme) [masked:authorization]"}"#)
    }
}
