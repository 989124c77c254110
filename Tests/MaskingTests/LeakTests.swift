import Masking
import Testing

/// Hundreds of secrets in every place where secrets turn up: nothing of their random parts comes through.
@Suite struct LeakTests {
    private static let kinds = SecretKind.tokens + SecretKind.values

    /// Secrets of each kind.
    private static let rounds = 4

    private static func isPlaced(_ kind: SecretKind, _ secret: String, _ context: SecretContext) -> Bool {
        (context.tellsName || kind.variable == "value") && fits(secret, of: kind, context)
    }

    private static func fits(_ secret: String, of kind: SecretKind, _ context: SecretContext) -> Bool {
        // Some places can't hold some characters as they are.
        switch context.description {
        case "URL's query": !secret.contains { "&#%+ ".contains($0) }
        case "XML": !secret.contains { "<>&".contains($0) }
        case "YAML", "environment list in YAML", "arguments in YAML": !secret.contains { "#!%*&?".contains($0) }
        // A form of its own isn't known where its signs are encoded.
        case "encoded address", "encoded JSON": kind.variable != "value" || SecretContext.percentEncoded(secret) == secret
        default: true
        }
    }

    @Test func thereAreEnoughKindsAndPlaces() {
        #expect(Self.kinds.count >= 60)
        #expect(Set(Self.kinds.map(\.name)).count == Self.kinds.count)
        #expect(SecretContext.all.count >= 10)
        #expect(Set(SecretContext.all.map(\.description)).count == SecretContext.all.count)
        // A secret of each kind in each round.
        #expect(Self.kinds.count * Self.rounds >= 300)
        // Each kind finds places enough.
        for kind in Self.kinds {
            var random = SeededRandom(seed: 3)
            let secret = kind.secret(&random)
            #expect(SecretContext.all.count { Self.isPlaced(kind, secret.text, $0) } >= 10, "\(kind)")
        }
    }

    @Test(arguments: kinds) func nothingOfASecretComesThrough(kind: SecretKind) {
        var random = SeededRandom(seed: UInt64(kind.name.utf8.reduce(7) { $0 &* 31 &+ Int($1) }.magnitude))
        for round in 0..<Self.rounds {
            let secret = kind.secret(&random)
            for context in SecretContext.all where Self.isPlaced(kind, secret.text, context) {
                let secret = secret.encoded(context.encode)
                let text = context.place(secret.text, kind.variable)
                let masked = Masker.standard.mask(text)
                #expect(secret.leak(in: masked) == nil, "\(kind), \(context), round \(round): \(masked)")
                #expect(masked.contains("[masked:"), "\(kind), \(context): \(masked)")
                #expect(Masker.standard.mask(masked) == masked, "\(kind), \(context) is not masked once and for all")
            }
        }
    }

    @Test func passwordsOfAddressesWithinAddressesAreMasked() {
        let masked = Masker.standard.mask("GET /?next=postgres%3A%2F%2Fapp%3AhunTer2%21x%40orders-db%3A5432%2Forders&x=1")
        #expect(masked == "GET /?next=postgres%3A%2F%2Fapp%3A[masked:password]%40orders-db%3A5432%2Forders&x=1")
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

    /// What generators make of all that is on a keyboard, with each sign in front once; what would end or part a value is written as its place writes it.
    @Test(arguments: PrintablePlace.all) func passwordsOfAnySignsAreMasked(place: PrintablePlace) {
        var random = SeededRandom(seed: 21)
        for first in place.alphabet {
            for round in 0..<4 {
                let password = String(first) + random.text(15, of: place.alphabet)
                let secret = Secret(kind: SecretKind(name: "password") { _ in [] }, parts: [.random(place.encode(password))])
                let text = place.place(secret.text)
                let masked = Masker.standard.mask(text)
                #expect(secret.leak(in: masked) == nil, "\(place), \(first), round \(round): \(text) is \(masked)")
                #expect(Masker.standard.mask(masked) == masked, "\(place): \(masked)")
            }
        }
    }

    @Test(arguments: [
        "CONSUL_HTTP_TOKEN=%", "X-Consul-Token: %", "NOMAD_TOKEN=%", "session_id=%", #"{"token":"%"}"#, "client.secret: %", "--token %",
    ])
    func tokensThatAreUUIDsAreMasked(template: String) {
        var random = SeededRandom(seed: 22)
        for _ in 0..<10 {
            let parts = [8, 4, 4, 4, 12].map { random.text($0, of: Alphabet.hex) }
            let masked = Masker.standard.mask(template.replacing("%", with: parts.joined(separator: "-")))
            #expect(!masked.contains(parts[0]) && !masked.contains(parts[4]), "\(masked)")
        }
    }

    @Test(arguments: [
        "dbpass=%", "smtppass: %", "db_pwd=%", "dbpwd=%", "\\ndbpwd=%", "bindpw %", "rootpw=%", "olcRootPW: %", "requirepass %",
        "keytool -genkey -storepass % -keypass %", "redis-cli -h cache -a % ping", "docker login -u app -p % registry.example",
        "ldapsearch -x -D cn=app -w % -b dc=x", "sqlcmd -S db -U sa -P % -Q x",
        "app:%@tcp(orders-db:3306)/orders", "DSN is app:%@unix(/run/mysql.sock)/orders", "Driver={ODBC};Server=db;UID=app;PWD={%;x};Encrypt=yes",
        "PWD=%;Encrypt=yes;User ID=app", "{SSHA}%", "userPassword: {SSHA512}%",
    ])
    func namesThatRunTogetherAndCommandsAreMasked(template: String) {
        var random = SeededRandom(seed: 23)
        for _ in 0..<10 {
            let password = random.text(32, of: Alphabet.alphanumeric)
            let masked = Masker.standard.mask(template.replacing("%", with: password))
            #expect(!masked.contains(password.prefix(6)) && !masked.contains(password.suffix(6)), "\(masked)")
        }
    }

    @Test(arguments: ["otp=%", #"{"otp": "%"}"#, "totp: %"]) func codesThatPassOnceAreMasked(template: String) {
        let masked = Masker.standard.mask(template.replacing("%", with: "483920"))
        #expect(!masked.contains("483920"), "\(masked)")
    }

    @Test(arguments: [#"{"pan":%}"#, "card:%", #""pan": %,"#, #"\u0022%\u0022"#]) func cardsAreMaskedBehindAColon(template: String) {
        let masked = Masker.standard.mask(template.replacing("%", with: "4111111111111111"))
        #expect(!masked.contains("411111"), "\(masked)")
    }

    @Test(arguments: [
        ["- name: DB_PASSWORD", "  value: hunter2x"], ["\"--password\",", "\"hunter2x\""], ["args:", "- --password", "- hunter2x"],
        ["password: |", "  hunter2x", "port: 1"], ["    password: Some(", "        \"hunter2x\",", "    ),"],
    ])
    func pairsOverTwoLinesOfALogAreMasked(lines: [String]) {
        let masked = Masker.standard.session().mask(lines: lines)
        #expect(masked.count == lines.count)
        #expect(!masked.joined().contains("hunter2"), "\(masked)")
    }

    /// A usable address of Azure's storage, as Go's JSON has it.
    @Test func signaturesOfSharedAddressesAreMasked() {
        var random = SeededRandom(seed: 24)
        let signature = random.text(43, of: Alphabet.alphanumeric)
        let masked = Masker.standard.mask(
            #"{"url":"https://x.blob.core.windows.net/c?sv=2024-11-04\u0026se=2026\u0026sig=\#(signature)%3D\u0026sp=r"}"#)
        #expect(!masked.contains(signature.prefix(6)), "\(masked)")
    }

    @Test(arguments: ["Bearer", "Token", "ApiKey"]) func headersAreMasked(scheme: String) {
        var random = SeededRandom(seed: 13)
        let token = random.text(40, of: Alphabet.url)
        #expect(Masker.standard.mask("Authorization: \(scheme) \(token)") == "Authorization: \(scheme) [masked:authorization]")
        #expect(Masker.standard.mask(#"{"Authorization":"\#(scheme) \#(token)"}"#) == #"{"Authorization":"\#(scheme) [masked:authorization]"}"#)
    }
}
