import AgentDomain

/// What a line of a log talks about: the peer, the user, the variable, the file.
enum LogSubject {
    /// The peer that a line complains about. Addresses of the configuration are believed before anything else that looks like one.
    static func peer(in fact: LogFact, among dependencies: [Dependency]) -> PeerAddress? {
        // In JSON a quote is written with a backslash before it.
        let line = remoteSide(of: fact.line.contains("\\") ? String(fact.line.map { $0 == "\\" ? " " : $0 }) : fact.line)
        let lowered = line.lowercased()
        let addresses = PeerAddress.scan(line)
        // Ports from here on are callers' own.
        let callers = Set(addresses.filter { ($0.port ?? 0) >= 32768 }.map(\.host))
        var scanned = addresses.filter { address in
            !labels.contains(address.host) && !callers.contains(address.host) || dependencies.contains { $0.peer.host == address.host }
        }
        if fact.mechanism == .unknownHost || fact.mechanism == .nameServerFailing {
            // "lookup orders on 10.96.0.10:53": the second address is the name server's.
            scanned.removeAll { $0.port == 53 }
            if let host = hostAfterKeyword(in: line) {
                return dependencies.first { $0.peer.host == host }?.peer ?? PeerAddress(host: host, port: nil)
            }
        }
        if let known = dependencies.first(where: { dependency in scanned.contains { $0.host == dependency.peer.host } }) {
            return scanned.first { $0.host == known.peer.host }
        }
        if let first = scanned.first { return first }
        if let mentioned = dependencies.filter({ mentions($0.peer.host, in: lowered) }).max(by: { $0.peer.host.utf8.count < $1.peer.host.utf8.count })
        {
            return mentioned.peer
        }
        return hostAfterKeyword(in: line).map { PeerAddress(host: $0, port: port(in: line)) }
            ?? (isAccessLog(lowered) ? nil : bareAddress(in: line, besides: callers)).map { PeerAddress(host: $0, port: port(in: line)) }
    }

    /// Without the near end of a connection: `read udp 10.244.1.5:33912->10.96.0.10:53`.
    private static func remoteSide(of line: String) -> String {
        guard line.contains("->") else { return line }
        var rest = line[...]
        var result = ""
        while let arrow = rest.range(ofASCIIText: "->") {
            let before = rest[..<arrow.lowerBound]
            let near = before.lastIndex { !($0.isASCII && ($0.isNumber || $0.isLetter || ".:[]-_".contains($0))) }
            result += near.map { before[...$0] } ?? ""
            rest = rest[arrow.upperBound...]
        }
        return result + rest
    }

    /// A proxy's line about one request: the address that stands alone there is the client's.
    private static func isAccessLog(_ lowered: String) -> Bool {
        ["http/1.", "http/2", "http/3"].contains { Substring(lowered).range(ofASCIIText: $0) != nil }
    }

    /// Words before a colon and a number that are no hosts: `status:503`.
    private static let labels: Set<String> = [
        "status", "code", "error", "line", "pid", "exit", "port", "http", "https", "tcp", "udp", "errno", "level", "id", "attempt", "timeout",
        "version",
        "took", "count", "time", "at", "response", "statuscode", "status_code", "retry", "duration", "elapsed", "size", "row", "worker", "thread",
        "node",
        "user", "order", "step", "request", "rc",
    ]

    /// An IPv4 address that stands alone: `can't connect to remote host (10.96.12.3)`.
    private static func bareAddress(in line: String, besides callers: Set<String>) -> String? {
        line.split { !($0.isASCII && ($0.isNumber || $0 == "." || $0.isLetter)) }.map(String.init)
            .first { word in
                let word = word.last == "." ? String(word.dropLast()) : word
                return word.contains(".") && !word.contains(where: \.isLetter) && PeerAddress.isHost(word) && !word.hasPrefix("127.")
                    && word != "0.0.0.0" && !callers.contains(word)
            }
            .map { $0.last == "." ? String($0.dropLast()) : $0 }
    }

    /// Whether a host stands in a line as a word of its own.
    private static func mentions(_ host: String, in lowered: String) -> Bool {
        lowered.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_")) }
            .contains { $0 == host || $0.hasPrefix(host + ".") }
    }

    private static let hostKeywords = [
        "lookup ", "enotfound ", "eai_again ", "unknownhostexception: ", "could not translate host name ", "could not resolve host: ",
        "couldn't resolve host ", "unknown mysql server host ", "server host ", "server at ", "host=", "host: ", "hostname ", "bad address ",
        "can't resolve ", "cannot resolve ", "could not resolve ", "failed to resolve ", "unable to resolve host ", "server can't find ",
        "unknown host: ",
        "unknown host ", "mysql server on ", "resolve host ", "failed to lookup ", "getaddrinfo for ", "resolving ",
    ]

    private static func hostAfterKeyword(in line: String) -> String? {
        let lowered = line.lowercased()
        for keyword in hostKeywords {
            guard let range = Substring(lowered).range(ofASCIIText: keyword) else { continue }
            let rest = lowered[range.upperBound...].drop { "\"'([ `".contains($0) }
            var word = rest.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "." || $0 == "_") }
            while word.last == "." { word = word.dropLast() }
            guard word.count >= 2, PeerAddress.isHost(word),
                !["address", "host", "name", "the", "on", "for", "dns", "hostname", "failed", "error", "timeout", "failure"].contains(word)
            else {
                continue
            }
            return String(word)
        }
        return nil
    }

    private static func port(in line: String) -> Int? {
        let lowered = Substring(line.lowercased())
        guard let range = lowered.range(ofASCIIText: "port ") ?? lowered.range(ofASCIIText: "port=") ?? lowered.range(ofASCIIText: "port: ") else {
            return nil
        }
        return Int(lowered[range.upperBound...].prefix { $0.isNumber })
    }

    /// The user in `user "export"`, `user 'app'@'10.0.0.1'`, `user=app`, `"user":"app"`.
    static func user(in line: String) -> String? {
        account(in: line) ?? word(after: ["user "], in: line)
    }

    /// As ``user(in:)``, where it stands in quotes or after a sign: what follows the mere word may be any other.
    static func account(in line: String) -> String? {
        word(after: ["user\":\"", "username\":\"", "user \"", "user '", "user=", "user: ", "role \"", "username="], in: line)
    }

    private static func word(after keywords: [String], in line: String) -> String? {
        let lowered = line.lowercased()
        for keyword in keywords {
            guard let range = Substring(lowered).range(ofASCIIText: keyword) else { continue }
            let offset = lowered.utf8.distance(from: lowered.startIndex, to: range.upperBound)
            let start = line.utf8.index(line.startIndex, offsetBy: offset)
            let word = line[start...].prefix { $0.isASCII && ($0.isLetter || $0.isNumber || "-_.@".contains($0)) }
            if !word.isEmpty, word.lowercased() != "or", word.lowercased() != "name" { return String(word) }
        }
        return nil
    }

    /// A name in capitals with an underscore, as variables have it; a single word in capitals only in quotes.
    static func variable(in line: String) -> String? {
        let words = line.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_")) }
        return words.first { word in
            word.count >= 4 && word.contains("_") && word.utf8.allSatisfy { ($0 >= 0x41 && $0 <= 0x5A) || ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x5F }
        }
        .map(String.init)
    }

    /// The first absolute path.
    static func path(in line: String) -> String? {
        line.split { " \"'`,;()[]".contains($0) }.first { $0.hasPrefix("/") && $0.count > 1 }
            .map { word in
                var path = word
                while let last = path.last, last == ":" || last == "." { path = path.dropLast() }
                return String(path)
            }
    }
}

extension Substring {
    func range(ofASCIIText needle: String) -> Range<Index>? {
        let target = Array(needle.utf8)
        guard let first = target.first else { return nil }
        var start = utf8.startIndex
        while let found = utf8[start...].firstIndex(of: first) {
            if utf8[found...].starts(with: target), let end = utf8.index(found, offsetBy: target.count, limitedBy: utf8.endIndex) {
                return found..<end
            }
            start = utf8.index(after: found)
        }
        return nil
    }
}
