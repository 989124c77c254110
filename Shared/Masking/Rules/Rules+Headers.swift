extension MaskingRule {
    /// Tokens that a scheme or their own form shows, wherever they stand.
    static let headers: [MaskingRule] = [
        // RFC 7519 and 7516: a header in JSON begins with `{"`, which is `eyJ` in base64.
        .token("jwt", .jwt, "eyJ", #"[A-Za-z0-9_-]{8,}+\.(?:[A-Za-z0-9_-]{4,}+|(?=\.))(?:\.[A-Za-z0-9_-]*+){0,3}"#).failing(with: .base64URL),
        // RFC 6750, 7617.
        .starting("bearer", .header, ["bearer"], foldsCase: true, #"bearer(?:["']?[ :=]++["']?|%20)(?<secret>[A-Za-z0-9._~+/-]{8,}+=*+)"#, .random),
        .starting("basic", .header, ["basic "], foldsCase: true, #"basic ++(?<secret>[A-Za-z0-9+/_-]{6,}+={0,2})"#, .basicCredentials),
        // https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
        .starting("signature", .cloud, ["X-Amz-Signature="], foldsCase: true, "X-Amz-Signature=(?<secret>[0-9a-f]{64})"),
        .starting("token", .cloud, ["X-Amz-Security-Token="], foldsCase: true, "X-Amz-Security-Token=(?<secret>[A-Za-z0-9%/+=_-]{16,}+)"),
        .starting("signature", .cloud, ["X-Goog-Signature="], foldsCase: true, "X-Goog-Signature=(?<secret>[0-9a-f]{64,1024}+)"),
        // https://learn.microsoft.com/azure/storage/common/storage-sas-overview
        .starting("sas", .cloud, ["sig="], foldsCase: true, #"sig=(?<secret>[A-Za-z0-9%/+]{43,80}+(?:%3D|=)*+)"#),
        // Commands of which the password is an argument of no name.
        .starting(
            "password", .named, ["mysql"], foldsCase: true, #"mysql(?:dump|admin|import|check|show)?\b[^\n]{0,200}?\s-p(?<secret>[^\s"']{2,200}+)"#),
        .starting("password", .named, ["sshpass"], #"sshpass\s++-p\s*+["']?(?<secret>[^\s"']{1,200}+)"#),
        .starting("password", .named, ["curl "], #"curl\b[^\n]{0,200}?\s(?:-u|--user)[ =]?["']?[^\s:"']{1,80}:(?<secret>[^\s"']{1,200}+)"#),
        .starting("password", .named, ["redis-cli"], #"redis-cli\b[^\n]{0,200}?\s-a\s*+["']?(?<secret>[^\s"']{2,200}+)"#),
        .starting(
            "password", .named, ["docker login", "podman login", "buildah login", "skopeo login", "nerdctl login", "registry login", "az login"],
            #"[a-z]++ login\b[^\n]{0,200}?\s-p[\s=]*+["']?(?<secret>[^\s"']{2,200}+)"#),
        .starting(
            "password", .named, ["ldapsearch", "ldapmodify", "ldapwhoami", "ldappasswd"],
            #"ldap[a-z]++\b[^\n]{0,200}?\s-w\s*+["']?(?<secret>[^\s"']{2,200}+)"#),
        .starting("password", .named, ["sqlcmd"], #"sqlcmd\b[^\n]{0,200}?\s-P\s*+["']?(?<secret>[^\s"']{2,200}+)"#),
        // Lines of nslcd, slapd and Redis.
        .starting(
            "password", .named, ["bindpw ", "rootpw ", "requirepass "],
            #"(?:bindpw|rootpw|requirepass)[ \t]++["']?(?<secret>[^\s"']{2,200}+)"#),
        // https://github.com/go-sql-driver/mysql#dsn-data-source-name
        .starting(
            "password", .url, ["@tcp(", "@unix("], at: .run(.unquoted, atMost: 150), #"[^:@/\s"']{0,64}+:(?<secret>[^\s"']{1,150})@(?:tcp|unix)\("#),
        // An address within an address (RFC 3986, 2.1).
        .starting(
            "password", .url, ["%3A%2F%2F"], foldsCase: true,
            #"%3A%2F%2F[a-z0-9._~-]{0,80}%3A(?<secret>(?:[a-z0-9._~!*()-]|%[0-9a-f]{2}){1,200}?)%40"#),
        .starting(
            "password", .named, ["create user", "alter user", "create role", "alter role"], foldsCase: true,
            #"(?:create|alter) (?:user|role) [^\n;]{1,160}?(?:password|identified(?: with \S{1,40})? by)(?: password)?\s++["'](?<secret>[^"'\n]{1,200}+)"#
        ),
        // Oracle's JDBC: jdbc:oracle:thin:user/password@host
        .starting("password", .url, ["jdbc:oracle:"], #"jdbc:oracle:[a-z0-9]++:[^/@\s]{1,80}/(?<secret>[^@\s"']{1,200}+)@"#),
    ]

    /// Words that end the names of secrets.
    static let names: [MaskingRule] = [
        MaskingRule(
            name: "named", family: .named,
            literals: [
                "pass", "pwd", "secret", "token", "apikey", "_key", "-key", "key\"", "key'", "key\\", "key=", "key:", "key>", "key ", "key\n",
                "key\r", "key\u{1B}", "key%", "key&", "key<", "credential",
                "creds", "auth", "cookie", "session",
                "signature", "sig=", "sig\\", "sig%", "pw=", "pw:", "pw\"", "pw'", "pw\\", "pw ", "pw>", "pw%", "_pw", "dsn", "_pat", "hmac", "csrf",
                "xsrf", "sessid", "_sid", "_salt", "otp",
            ], foldsCase: true, detector: .named),
        MaskingRule(name: "password", family: .url, literals: ["://"], detector: .userInfo),
    ]

    static let email = MaskingRule(name: "email", family: .email, literals: ["@"], detector: .mailbox)
    static let publicAddress = MaskingRule(
        name: "ip", family: .address, literals: (0...9).map { "\($0)." }, detector: .publicAddress)
}
