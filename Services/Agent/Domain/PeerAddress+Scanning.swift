/// Finding addresses in text: URLs, `host:port`, connection strings, broker lists.
extension PeerAddress {
    /// Ports that a URL leaves out.
    private static let standardPorts = [
        "http": 80, "https": 443, "ws": 80, "wss": 443, "grpc": 443, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "mariadb": 3306,
        "mongodb": 27017, "redis": 6379, "rediss": 6379, "amqp": 5672, "amqps": 5671, "nats": 4222, "kafka": 9092, "sqlserver": 1433,
        "memcached": 11211, "ldap": 389, "ldaps": 636, "smtp": 25, "etcd": 2379, "cassandra": 9042, "clickhouse": 9000, "elasticsearch": 9200,
    ]

    /// Ends of file names that would pass for a host where a line number follows.
    private static let fileSuffixes = [
        ".go", ".py", ".java", ".kt", ".js", ".ts", ".rb", ".rs", ".c", ".cc", ".cpp", ".cs", ".php", ".swift", ".ex", ".exs", ".scala", ".lua",
        ".yaml", ".yml", ".json", ".conf", ".sh", ".mjs", ".tsx", ".jsx", ".sql", ".xml", ".toml", ".ini", ".h",
    ]

    /// All addresses that a text holds, in order, each once.
    public static func scan(_ text: some StringProtocol) -> [PeerAddress] {
        var found: [PeerAddress] = []
        // By bytes: a ConfigMap may be large, and every separator is ASCII.
        for bytes in Array(text.utf8).split(whereSeparator: isSeparator) where bytes.contains(UInt8(ascii: ":")) || bytes.contains(UInt8(ascii: "@"))
        {
            let token = String(decoding: bytes, as: UTF8.self)
            if let address = address(in: Substring(token)), !found.contains(address) { found.append(address) }
        }
        return found
    }

    private static let separators = Set("\"'`,;()<>{}|=[]".utf8)

    private static func isSeparator(_ byte: UInt8) -> Bool {
        byte <= 0x20 || byte >= 0x7F || separators.contains(byte)
    }

    private static func address(in token: Substring) -> PeerAddress? {
        var rest = token
        var port: Int?
        if let scheme = rest.firstRange(ofASCII: "://") {
            let name = rest[..<scheme.lowerBound].split(separator: ":").last.map { String($0).lowercased() } ?? ""
            let plain = name.split(separator: "+").first.map(String.init) ?? name
            guard plain != "file", plain != "unix", plain != "rpc" else { return nil }
            port = standardPorts[plain]
            rest = rest[scheme.upperBound...]
        } else if !rest.contains(":") && !rest.contains("@") {
            return nil
        }
        if let at = rest.lastIndex(of: "@") { rest = rest[rest.index(after: at)...] }
        if let end = rest.firstIndex(where: { $0 == "/" || $0 == "?" || $0 == "#" }) { rest = rest[..<end] }
        while let last = rest.last, last == "." || last == ":" || last == "!" { rest = rest.dropLast() }
        if let colon = rest.lastIndex(of: ":") {
            guard let number = Int(rest[rest.index(after: colon)...]), (1...65535).contains(number) else { return nil }
            port = number
            rest = rest[..<colon]
        }
        guard let port, isHost(rest), rest != "localhost", rest != "127.0.0.1", rest != "0.0.0.0" else { return nil }
        return PeerAddress(host: String(rest).lowercased(), port: port)
    }

    /// A DNS name with a letter in it, or an IPv4 address; no file's name.
    public static func isHost(_ text: some StringProtocol) -> Bool {
        guard (1...253).contains(text.utf8.count), text.utf8.first != UInt8(ascii: "-"), text.utf8.first != UInt8(ascii: ".") else { return false }
        var hasLetter = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"): hasLetter = true
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"): break
            default: return false
            }
        }
        if !hasLetter {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return parts.count == 4 && parts.allSatisfy { Int($0).map { (0...255).contains($0) } ?? false }
        }
        let lowered = text.lowercased()
        return !fileSuffixes.contains { lowered.hasSuffix($0) }
    }
}

extension Substring {
    func firstRange(ofASCII needle: String) -> Range<Index>? {
        let target = needle.utf8
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: target), let end = utf8.index(start, offsetBy: target.count, limitedBy: utf8.endIndex) {
                return start..<end
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
