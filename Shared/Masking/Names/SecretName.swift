/// What the name of a variable, key, flag or header says of its value.
///
/// The end of a name decides: `DB_PASSWORD` is a password, `passwordPolicy`, `secretKeyRef`, `token_count` and `TLS_KEY_FILE` are not.
struct SecretName {
    enum Certainty {
        /// Whatever it holds is secret.
        case certain
        /// It is secret where it looks like no word and no name: `token`, `secret` and `key` also introduce names and prose.
        case likely
        /// The rest of the line, after the name of a scheme.
        case authorization
        /// The rest of the line.
        case cookie
    }

    /// What placeholders call it.
    var kind: String
    var certainty: Certainty

    /// - Parameter name: ASCII, at most ``maximumLength`` bytes of its end.
    init?(_ name: some Sequence<UInt8>) {
        var words = Self.words(name)
        while let last = words.last, words.count > 1, Self.qualifiers.contains(last) { words.removeLast() }
        guard let last = words.last else { return nil }
        let pair = words.suffix(2).joined()
        let three = words.suffix(3).joined()
        if let header = Self.headers[pair] ?? Self.headers[last] {
            self = header
        } else if let kind = Self.certain[last] ?? Self.certain[pair] ?? Self.certain[three] ?? Self.certainEnding(last) {
            self.init(kind: kind, certainty: .certain)
        } else if let kind = Self.likely[last] ?? Self.likely[pair] ?? Self.likelyEnding(last) {
            self.init(kind: kind, certainty: .likely)
        } else {
            return nil
        }
    }

    private init(kind: String, certainty: Certainty) {
        self.kind = kind
        self.certainty = certainty
    }

    /// Bytes of a name that are looked at.
    static let maximumLength = 80

    // MARK: Tables

    private static let certain: [String: String] = {
        var table: [String: String] = [:]
        for name in [
            "password", "passwd", "passphrase", "passcode", "pwd", "pass", "pw", "passwort", "passwordhash", "passwdhash", "userpass", "sshpass",
        ] { table[name] = "password" }
        for name in [
            "apikey", "appkey", "accesskey", "secretkey", "privatekey", "accountkey", "encryptionkey", "signingkey", "masterkey", "sharedkey",
            "authkey", "sharedaccesskey", "secretaccesskey", "storagekey", "clientkey", "presharedkey", "hmackey", "jwtkey", "cryptkey",
            "certificatekey", "integrationkey", "routingkey", "ingestkey", "serviceaccountkey", "sealkey", "unsealkey", "sessionkey",
            "applicationkey",
            "subscriptionkey", "functionkey", "licensekey", "deploykey", "admintoken", "adminkey", "cookiekey", "derivedkey", "fernetkey",
        ] { table[name] = "key" }
        for name in [
            "accesstoken", "refreshtoken", "idtoken", "authtoken", "bearertoken", "sessiontoken", "apitoken", "bottoken", "securitytoken",
            "roottoken", "vaulttoken", "devicetoken", "usertoken", "privatetoken", "jobtoken", "npmtoken", "oauthtoken", "registrationtoken",
            "personalaccesstoken", "deploytoken", "runnertoken", "joinkey", "jointoken", "bootstraptoken", "clienttoken",
        ] { table[name] = "token" }
        for name in [
            "clientsecret", "appsecret", "webhooksecret", "signingsecret", "sharedsecret", "apisecret", "consumersecret", "jwtsecret", "authsecret",
            "cookiesecret", "sessionsecret", "secretkeybase", "oauthsecret", "accesssecret", "secretvalue", "secrettext",
        ] { table[name] = "secret" }
        return table
    }()

    private static let likely: [String: String] = {
        var table: [String: String] = [:]
        for name in ["token", "pat", "csrf", "xsrf", "nonce"] { table[name] = "token" }
        for name in ["secret", "credential", "credentials", "creds", "auth", "dsn", "salt", "pepper", "seed", "mnemonic"] {
            table[name] = "secret"
        }
        for name in ["otp", "totp"] { table[name] = "otp" }
        for name in ["sessionid", "session", "sid", "jsessionid", "phpsessid", "sessid"] { table[name] = "session" }
        for name in ["signature", "sig", "hmac"] { table[name] = "signature" }
        return table
    }()

    private static let headers: [String: SecretName] = [
        "authorization": SecretName(kind: "authorization", certainty: .authorization),
        "cookie": SecretName(kind: "cookie", certainty: .cookie),
        "setcookie": SecretName(kind: "cookie", certainty: .cookie),
    ]

    /// Words after the one that counts: `PASSWORD_OLD`, `client-key-data`, `TOKEN_2`.
    private static let qualifiers: Set<String> = [
        "old", "new", "prev", "previous", "current", "prod", "production", "dev", "staging", "stage", "test", "live", "primary", "secondary", "b64",
        "base64", "encoded", "value", "val", "raw", "plain", "plaintext", "text", "data", "string", "default", "admin", "root", "user", "ro", "rw",
        "readonly", "main", "backup", "master", "replica", "hash", "hex", "env", "eu", "us",
    ]

    /// Names that run together, as `PGPASSWORD`, `dbpwd` and `storepass` do.
    private static func certainEnding(_ word: String) -> String? {
        if let kind = endings.first(where: { word.hasSuffix($0.word) })?.kind { return kind }
        if word.hasSuffix("pw"), word.utf8.count >= 4 { return "password" }
        return word.hasSuffix("pass") && !passes.contains(where: { word.hasSuffix($0) }) ? "password" : nil
    }

    private static let endings = [
        (word: "password", kind: "password"), (word: "passwd", kind: "password"), (word: "passphrase", kind: "password"),
        (word: "pwd", kind: "password"), (word: "apikey", kind: "key"), (word: "secretkey", kind: "key"), (word: "privatekey", kind: "key"),
        (word: "accesskey", kind: "key"), (word: "authtoken", kind: "token"), (word: "accesstoken", kind: "token"),
    ]

    /// Words that end like a password's name.
    private static let passes = [
        "bypass", "compass", "surpass", "trespass", "overpass", "underpass", "renderpass", "multipass", "subpass", "onepass", "twopass", "firstpass",
        "secondpass", "lowpass", "highpass", "bandpass", "allpass", "impass", "lastpass",
    ]

    private static func likelyEnding(_ word: String) -> String? {
        word.hasSuffix("token") ? "token" : word.hasSuffix("secret") ? "secret" : nil
    }

    // MARK: Words

    /// Lower-case words: `clientSecret`, `CLIENT_SECRET` and `client-secret` are the same two. Numbers are left out.
    private static func words(_ name: some Sequence<UInt8>) -> [String] {
        var words: [String] = []
        var word: [UInt8] = []
        var previousIsLower = false
        func close() {
            if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
            word.removeAll(keepingCapacity: true)
        }
        for byte in name {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                if previousIsLower { close() }
                word.append(byte | 0x20)
                previousIsLower = false
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                word.append(byte)
                previousIsLower = true
            case UInt8(ascii: "0")...UInt8(ascii: "9") where !word.isEmpty:
                // `b64` and `s3` are words; a number at the end of one is not part of it.
                word.append(byte)
                previousIsLower = true
            default:
                close()
                previousIsLower = false
            }
        }
        close()
        return words.map { word in
            guard !qualifiers.contains(word), let end = word.lastIndex(where: { !$0.isNumber }), end != word.startIndex else { return word }
            return String(word[...end])
        }
    }
}
