extension MaskingRule {
    /// Tokens that a scheme or their own form shows, wherever they stand.
    static let headers: [MaskingRule] = [
        // RFC 7519 and 7516: a header in JSON begins with `{"`, which is `eyJ` in base64.
        .token("jwt", .jwt, "eyJ", #"[A-Za-z0-9_-]{8,}+\.(?:[A-Za-z0-9_-]{4,}+|(?=\.))(?:\.[A-Za-z0-9_-]*+){0,3}"#),
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
        .starting("password", .named, ["curl "], #"curl [^\n]{0,200}?(?:-u|--user)[ =]?["']?[^\s:"']{1,80}:(?<secret>[^\s"']{1,200}+)"#),
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
                "key\r", "credential",
                "creds", "auth", "cookie", "session",
                "signature", "_pw", "dsn", "_pat", "hmac", "csrf", "xsrf", "sessid", "_sid", "_salt", "otp",
            ], foldsCase: true, detector: .named),
        MaskingRule(name: "password", family: .url, literals: ["://"], detector: .userInfo),
    ]

    static let email = MaskingRule(name: "email", family: .email, literals: ["@"], detector: .mailbox)
    static let publicAddress = MaskingRule(
        name: "ip", family: .address, literals: (0...9).map { "\($0)." }, detector: .publicAddress)
}
