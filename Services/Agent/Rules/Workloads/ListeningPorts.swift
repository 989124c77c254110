import AgentDomain
import KubernetesModel

/// The ports that a container serves, as far as anything says.
///
/// Declaring a port is documentation: a container may serve others, and may not serve the declared. Its command line, its variables and
/// its own log say more, where they speak of it.
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/workload-resources/pod-v1/#ports
struct ListeningPorts {
    let declared: [ContainerPort]
    /// From the command line, the variables and the log.
    let spoken: Set<Int>

    init(_ container: Container, log: [String] = []) {
        declared = container.ports
        var found = Set(log.suffix(400).flatMap(Self.announced))
        found.formUnion(Self.commanded((container.command + container.args).joined(separator: " ")))
        for variable in container.env {
            guard let value = variable.value, let port = Self.port(value), Self.isOwnPort(variable.name) else { continue }
            found.insert(port)
        }
        spoken = found
    }

    var numbers: Set<Int> { spoken.union(declared.map(\.number)) }

    /// Whether nothing speaks for a port while something speaks for another.
    func rulesOut(_ port: Int) -> Bool { !numbers.isEmpty && !numbers.contains(port) }

    /// Whether the program itself says that it listens elsewhere, whatever is declared.
    func isElsewhere(_ port: Int) -> Bool { !spoken.isEmpty && !spoken.contains(port) }

    // MARK: Reading

    private static let announcements = [
        "listening", "listen on", "listen at", "started on port", "running on", "serving on", "tomcat started", "bound to", "server started",
        "serving at", "serving http on", "started server", "netty started", "server running", "accepting connections at", "available at http",
    ]

    /// `INFO listening on :9090`, `Tomcat started on port(s): 8080 (http)`.
    static func announced(_ line: String) -> [Int] {
        guard line.mentions(any: announcements) else { return [] }
        var ports: [Int] = []
        for word in line.split(whereSeparator: { !$0.isNumber && $0 != ":" }) {
            if let port = port(word.split(separator: ":").last ?? "") { ports.append(port) }
        }
        return ports.suffix(1)
    }

    private static let flags: Set<String> = [
        "-p", "--port", "-port", "--http-port", "--listen-port", "-l", "-lp", "-lkp", "http.server", "--server.port",
    ]

    /// What follows the flags that programs take their port by, and listening addresses: `-p 8080`, `--port=8080`, `0.0.0.0:8080`.
    private static func commanded(_ text: String) -> [Int] {
        let words = text.split { " ;&|()\n\t'\"".contains($0) }.map(String.init)
        var ports: [Int] = []
        for (position, word) in words.enumerated() {
            if flags.contains(word), position + 1 < words.count, let port = port(words[position + 1]) { ports.append(port) }
            if let equals = word.firstIndex(of: "="), isOwnFlag(word[..<equals]),
                let port = port(word[word.index(after: equals)...].split(separator: ":").last ?? "")
            {
                ports.append(port)
            }
            for prefix in ["0.0.0.0:", "[::]:", "*:", ":", "TCP-LISTEN:", "tcp-listen:"] where word.hasPrefix(prefix) {
                if let port = port(word.dropFirst(prefix.count).prefix { $0.isNumber }) { ports.append(port) }
            }
        }
        return ports
    }

    private static func isOwnFlag(_ name: Substring) -> Bool {
        let plain = name.drop { $0 == "-" }.lowercased()
        return ["port", "http-port", "listen", "bind", "addr", "listen-address", "http", "server.port", "web.listen-address", "listen-port"].contains(
            plain)
            && name.hasPrefix("-") || name == "PORT"
    }

    private static func isOwnPort(_ name: String) -> Bool {
        let own = ["HTTP", "SERVER", "APP", "LISTEN", "WEB", "GRPC", "BIND", "LISTENING", "CONTAINER", "ASPNETCORE_HTTP"]
        return name == "PORT" || own.contains { name == "\($0)_PORT" || name == "\($0)PORT" }
    }

    private static func port(_ text: some StringProtocol) -> Int? {
        Int(text).flatMap { (80...65535).contains($0) ? $0 : nil }
    }
}
