extension MaskingRule {
    /// Keys as files have them, and hashes of passwords.
    static let keys: [MaskingRule] = [
        // RFC 7468 and OpenSSH's PROTOCOL.key; newlines may be escaped. A key whose end is missing goes as far as its lines do.
        .starting(
            "private-key", .privateKey, ["-----BEGIN"],
            #"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:[A-Za-z0-9+/=\s:,.()]++|\\+[nrt]|-(?!-))*+(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----)?"#
        ),
        .starting(
            "private-key", .privateKey, ["---- BEGIN SSH2"],
            #"---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----(?<secret>(?:[A-Za-z0-9+/=\s:,".]++|\\+[nrt]|-(?!-))*+)"#),
        // PuTTY's ppk format, appendix C of its manual.
        .starting(
            "private-key", .privateKey, ["Private-Lines:"],
            #"Private-Lines: \d{1,3}(?:\s|\\+[nrt]){1,8}(?<secret>(?:[A-Za-z0-9+/=]++(?!-)|\s(?!Private-MAC)|\\+[nrt](?!Private-MAC))++)"#),
        .starting("private-mac", .privateKey, ["Private-MAC:"], #"Private-MAC: (?<secret>[0-9a-f]{40,64}+)"#),
        // https://github.com/C2SP/C2SP/blob/main/age.md: Bech32.
        .token("age-key", .privateKey, "AGE-SECRET-KEY-1", "[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{40,80}+"),
        .token("age-key", .privateKey, "AGE-PLUGIN-", "[A-Z0-9-]{1,40}?-1[QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L]{6,400}+"),
        // crypt(5): $id$salt$hash.
        .starting("password-hash", .passwordHash, ["$2a$", "$2b$", "$2y$"], #"\$2[aby]\$\d\d\$[./A-Za-z0-9]{53}"#),
        .starting(
            "password-hash", .passwordHash, ["$1$", "$5$", "$6$", "$y$"],
            #"\$[156y]\$(?:rounds=\d+\$)?[./A-Za-z0-9]{1,40}\$[./A-Za-z0-9]{22,90}(?:\$[./A-Za-z0-9]{22,90})?"#),
        .starting(
            "password-hash", .passwordHash, ["$argon2"], #"\$argon2(?:id?|d)\$v=\d+\$m=\d+,t=\d+,p=\d+\$[A-Za-z0-9+/]{8,90}\$[A-Za-z0-9+/]{16,180}"#),
        .starting("password-hash", .passwordHash, ["$apr1$"], #"\$apr1\$[./A-Za-z0-9]{1,8}\$[./A-Za-z0-9]{22}"#),
        .starting("password-hash", .passwordHash, ["{SSHA"], #"\{SSHA(?:256|512)?\}[A-Za-z0-9+/]{20,140}={0,2}"#),
        .starting(
            "password-hash", .passwordHash, ["pbkdf2"], foldsCase: true,
            #"pbkdf2[_:-]sha\d{1,3}[$:]\d{3,7}[$:][A-Za-z0-9+/=._-]{4,90}[$:][A-Za-z0-9+/=._-]{16,180}"#),
        // PostgreSQL's verifiers (pg_authid.rolpassword).
        .token("password-hash", .passwordHash, "SCRAM-SHA-256$", #"\d+:[A-Za-z0-9+/=]{8,64}\$[A-Za-z0-9+/=]{20,64}:[A-Za-z0-9+/=]{20,64}"#),
    ]
}
