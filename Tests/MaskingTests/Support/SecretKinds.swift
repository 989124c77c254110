extension SecretKind {
    /// A token: a fixed beginning and so much of an alphabet.
    private static func token(_ name: String, _ prefix: String, _ count: Int, _ alphabet: String, _ suffix: String = "") -> SecretKind {
        SecretKind(name: name) { random in [.fixed(prefix), .random(random.text(count, of: alphabet)), .fixed(suffix)] }
    }

    /// A value that only its name tells.
    private static func named(_ variable: String, _ count: Int, _ alphabet: String) -> SecretKind {
        SecretKind(name: "named \(variable)", make: { random in [.random(random.text(count, of: alphabet))] }, variable: variable)
    }

    /// Tokens that their own form tells.
    static let tokens: [SecretKind] = [
        token("AWS access key", "AK" + "IA", 16, Alphabet.base32), token("AWS temporary key", "AS" + "IA", 16, Alphabet.base32),
        token("Google API key", "AI" + "za", 35, Alphabet.url), token("Google OAuth token", "ya" + "29.", 60, Alphabet.url),
        token("Google client secret", "GOC" + "SPX-", 28, Alphabet.url),
        SecretKind(name: "Azure client secret") {
            [.random($0.text(3, of: Alphabet.alphanumeric)), .fixed("8Q" + "~"), .random($0.text(34, of: Alphabet.alphanumeric))]
        },
        SecretKind(name: "Azure storage key") {
            [.random($0.text(76, of: Alphabet.base64)), .fixed("+A" + "St"), .random($0.text(6, of: Alphabet.alphanumeric)), .fixed("==")]
        },
        SecretKind(name: "Azure DevOps token") {
            [.random($0.text(76, of: Alphabet.alphanumeric)), .fixed("AZ" + "DO"), .random($0.text(4, of: Alphabet.alphanumeric))]
        },
        token("DigitalOcean token", "dop" + "_v1_", 64, Alphabet.hex), token("DigitalOcean OAuth token", "doo" + "_v1_", 64, Alphabet.hex),
        token("Alibaba key", "LT" + "AI", 20, Alphabet.alphanumeric), token("Tencent key", "AK" + "ID", 32, Alphabet.alphanumeric),
        token("Heroku key", "HR" + "KU-", 60, Alphabet.url), token("Fly token", "fo" + "1_", 43, Alphabet.url),
        token("Netlify token", "nf" + "p_", 36, Alphabet.alphanumeric), token("Supabase token", "sb" + "p_", 40, Alphabet.hex),
        token("PlanetScale password", "pscale" + "_pw_", 43, Alphabet.alphanumeric), token("Databricks token", "da" + "pi", 32, Alphabet.hex),
        token("Tailscale key", "tskey" + "-auth-", 16, Alphabet.alphanumeric, "CNTRL").dashed(24),
        token("OpenShift token", "sha256" + "~", 43, Alphabet.url),
        token("Cloudflare CA key", "v1" + ".0-", 24, Alphabet.hex).dashed(146, Alphabet.hex),
        token("GitHub token", "gh" + "p_", 36, Alphabet.alphanumeric), token("GitHub server token", "gh" + "s_", 36, Alphabet.alphanumeric),
        token("GitHub fine-grained token", "github" + "_pat_", 82, Alphabet.alphanumeric + "_"),
        token("GitLab token", "gl" + "pat-", 20, Alphabet.url),
        token("GitLab runner token", "gl" + "rt-", 20, Alphabet.url), token("GitLab deploy token", "gl" + "dt-", 20, Alphabet.url),
        token("Atlassian token", "ATA" + "TT3", 180, Alphabet.url, "=A1B2C3D4"), token("Bitbucket password", "AT" + "BB", 32, Alphabet.alphanumeric),
        token("npm token", "np" + "m_", 36, Alphabet.alphanumeric), token("PyPI token", "pypi" + "-AgEIcHlwaS5vcmc", 80, Alphabet.url),
        token("RubyGems key", "rubygems" + "_", 48, Alphabet.hex), token("Docker token", "dckr" + "_pat_", 27, Alphabet.url),
        token("JFrog key", "AK" + "Cp", 69, Alphabet.alphanumeric), token("Vault token", "hv" + "s.", 90, Alphabet.url),
        SecretKind(name: "Terraform token") {
            [.random($0.text(14, of: Alphabet.alphanumeric)), .fixed(".atla" + "sv1."), .random($0.text(67, of: Alphabet.url))]
        },
        token("Pulumi token", "pu" + "l-", 40, Alphabet.hex), token("Doppler token", "dp" + ".pt.", 43, Alphabet.alphanumeric),
        token("CircleCI token", "CCI" + "PAT_", 22, Alphabet.alphanumeric).joined("_", 40, Alphabet.hex),
        token("Sonar token", "sq" + "p_", 40, Alphabet.hex),
        token("Postman key", "PM" + "AK-", 24, Alphabet.hex).dashed(34, Alphabet.hex), token("Figma token", "fi" + "gd_", 40, Alphabet.url),
        token("Slack bot token", "xo" + "xb-", 50, Alphabet.alphanumeric), token("Slack user token", "xo" + "xp-", 60, Alphabet.alphanumeric),
        token("Slack webhook", "https://hooks.slack" + ".com/services/T0", 40, Alphabet.alphanumeric),
        token("Stripe key", "sk" + "_live_", 40, Alphabet.alphanumeric), token("Stripe restricted key", "rk" + "_live_", 40, Alphabet.alphanumeric),
        token("Stripe webhook secret", "wh" + "sec_", 32, Alphabet.alphanumeric), token("Twilio key", "S" + "K", 32, Alphabet.hex),
        token("SendGrid key", "S" + "G.", 22, Alphabet.url).joined(".", 43, Alphabet.url), token("Mailgun key", "ke" + "y-", 32, Alphabet.hex),
        SecretKind(name: "Mailchimp key") { [.random($0.text(32, of: Alphabet.hex)), .fixed("-u" + "s12")] },
        token("Shopify token", "shp" + "at_", 32, Alphabet.hex), token("Square token", "sq0" + "csp-", 43, Alphabet.url),
        SecretKind(name: "Telegram token") { [.random($0.text(9, of: "123456789")), .fixed(":A" + "A"), .random($0.text(33, of: Alphabet.url))] },
        token("Discord webhook", "https://discord" + ".com/api/webhooks/123456789012345678/", 68, Alphabet.url),
        token("New Relic key", "NR" + "AK-", 27, Alphabet.upper + Alphabet.digits),
        token("Grafana token", "gl" + "sa_", 32, Alphabet.alphanumeric).joined("_", 8, Alphabet.hex),
        token("Whence token", "wh" + "n_", 16, Alphabet.hex).joined("_", 48, Alphabet.hex),
        token("Grafana cloud token", "gl" + "c_", 90, Alphabet.alphanumeric),
        token("Dynatrace token", "dt0" + "c01.", 24, Alphabet.base32).joined(".", 64, Alphabet.base32),
        token("Sentry token", "snt" + "ryu_", 64, Alphabet.hex), token("Linear key", "lin" + "_api_", 40, Alphabet.alphanumeric),
        token("Notion token", "nt" + "n_", 46, Alphabet.alphanumeric),
        token("Airtable token", "pa" + "t", 14, Alphabet.alphanumeric).joined(".", 64, Alphabet.hex),
        token("OpenAI key", "sk" + "-proj-", 80, Alphabet.url), token("Anthropic key", "sk" + "-ant-api03-", 93, Alphabet.url, "AA"),
        token("OpenRouter key", "sk" + "-or-v1-", 64, Alphabet.hex), token("Hugging Face token", "h" + "f_", 34, Alphabet.lower + Alphabet.upper),
        token("Groq key", "gs" + "k_", 52, Alphabet.alphanumeric), token("Replicate token", "r" + "8_", 37, Alphabet.alphanumeric),
        token("age key", "AGE-SECRET" + "-KEY-1", 58, Alphabet.bech32),
        SecretKind(name: "JWT") {
            [
                .fixed("ey" + "JhbGciOiJIUzI1NiJ9.ey" + "J"), .random($0.text(60, of: Alphabet.url)), .fixed("."),
                .random($0.text(43, of: Alphabet.url)),
            ]
        },
        SecretKind(name: "bcrypt hash") { [.fixed("$2" + "b$12$"), .random($0.text(53, of: Alphabet.alphanumeric))] },
        SecretKind(name: "SHA-512 crypt hash") {
            [.fixed("$" + "6$"), .random($0.text(16, of: Alphabet.alphanumeric)), .fixed("$"), .random($0.text(86, of: Alphabet.alphanumeric))]
        },
    ]

    /// Values that only their names tell.
    static let values: [SecretKind] = [
        named("DB_PASSWORD", 16, Alphabet.password), named("PGPASSWORD", 12, Alphabet.alphanumeric),
        named("mysqlRootPassword", 20, Alphabet.password),
        named("spring.datasource.password", 18, Alphabet.password), named("AWS_SECRET_ACCESS_KEY", 40, Alphabet.base64),
        named("aws_session_token", 120, Alphabet.base64), named("DD_API_KEY", 32, Alphabet.hex), named("DD_APP_KEY", 40, Alphabet.hex),
        named("CLOUDFLARE_API_TOKEN", 40, Alphabet.url), named("TWILIO_AUTH_TOKEN", 32, Alphabet.hex),
        named("clientSecret", 32, Alphabet.alphanumeric),
        named("JWT_SECRET", 48, Alphabet.alphanumeric), named("X-Api-Key", 32, Alphabet.alphanumeric),
        named("private_token", 24, Alphabet.alphanumeric),
        named("encryption-key", 44, Alphabet.alphanumeric), named("refresh_token", 64, Alphabet.url), named("AccountKey", 86, Alphabet.base64),
        named("consumerSecret", 50, Alphabet.alphanumeric), named("SECRET_KEY_BASE", 64, Alphabet.hex), named("passphrase", 24, Alphabet.password),
        named("VAULT_TOKEN", 26, Alphabet.alphanumeric), named("GITLAB_TOKEN", 30, Alphabet.alphanumeric), named("sessionId", 32, Alphabet.hex),
        named("HEROKU_API_KEY", 36, Alphabet.alphanumeric),
    ]

    fileprivate func joined(_ separator: String, _ count: Int, _ alphabet: String) -> SecretKind {
        var kind = self
        let make = make
        kind.make = { random in make(&random) + [.fixed(separator), .random(random.text(count, of: alphabet))] }
        return kind
    }

    fileprivate func dashed(_ count: Int, _ alphabet: String = Alphabet.alphanumeric) -> SecretKind { joined("-", count, alphabet) }
}
