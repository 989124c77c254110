import Contracts
import KubernetesModel

/// Who depends on whom, by the addresses in their configuration.
public struct DependencyGraph: Sendable {
    private let index: ClusterIndex
    private let resolver: HostResolver

    public init(_ index: ClusterIndex) {
        self.index = index
        resolver = HostResolver(index)
    }

    /// Names of variables and keys that hold an address even where the value is a bare host name.
    private static let addressNames = [
        "host", "addr", "endpoint", "server", "url", "uri", "broker", "upstream", "backend", "dsn", "service", "nodes", "peers",
    ]

    /// What a workload's configuration points at, each destination once.
    public func dependencies(of workload: Workload) -> [Dependency] {
        guard let spec = workload.template?.spec else { return [] }
        let namespace = workload.namespace
        var found: [Dependency] = []
        var seen: Set<PeerAddress> = []
        func add(_ peer: PeerAddress, _ origin: Dependency.Origin) {
            guard seen.insert(peer).inserted else { return }
            found.append(Dependency(peer: peer, origin: origin, destination: resolver.resolve(peer.host, from: namespace)))
        }
        for container in spec.containers where container.role != .ephemeral {
            let environment = Self.environment(of: container, namespace: namespace, index: index)
            for variable in environment {
                for peer in Self.addresses(in: variable, among: environment) { add(peer, variable.origin) }
            }
            for text in container.command + container.args {
                let expanded = Self.expand(text, with: environment)
                for peer in PeerAddress.scan(expanded) { add(peer, .arguments(container: container.name)) }
                for peer in namedServices(in: expanded, namespace: namespace) { add(peer, .arguments(container: container.name)) }
            }
        }
        for (map, keys) in Self.mountedConfigMaps(spec) {
            guard let object = index.configMap(namespace: namespace, name: map) else { continue }
            for (key, value) in object.data.sorted(by: { $0.key < $1.key }) where keys.isEmpty || keys.contains(key) {
                for peer in PeerAddress.scan(value.prefix(20_000)) { add(peer, .configMap(name: map, key: key)) }
            }
        }
        return found.filter { dependency in
            // Nothing depends on itself.
            if case .service(let service) = dependency.destination {
                return !index.workloads(behind: service).contains { $0.reference == workload.reference } || index.workloads(behind: service).count > 1
            }
            return true
        }
    }

    /// Services that a command line names as a word of its own, with the number after it: `nc -z db 5432`, `pg_isready -h db`.
    private func namedServices(in text: String, namespace: String?) -> [PeerAddress] {
        let words = text.split { !($0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == ".")) }
        return words.indices.compactMap { position in
            let word = String(words[position]).lowercased()
            guard word.utf8.count >= 2, word.first?.isLetter == true, word.last != "-",
                let name = word.split(separator: ".").first.map(String.init), index.service(namespace: namespace, name: name) != nil
            else { return nil }
            let port = position + 1 < words.count ? Int(words[position + 1]).flatMap { (1...65535).contains($0) ? $0 : nil } : nil
            return PeerAddress(host: word, port: port)
        }
    }

    public func resolve(_ peer: PeerAddress, from namespace: String?) -> Dependency.Destination {
        resolver.resolve(peer.host, from: namespace)
    }

    /// Workloads that are configured with an address of one of the given workloads' Services.
    public func dependents(of workloads: [Workload]) -> [Workload] {
        let services = Set(workloads.flatMap { index.services(selecting: $0) }.map { index.reference(to: $0) })
        let known = Set(workloads.map(\.reference))
        guard !services.isEmpty else { return [] }
        return index.workloads.filter { candidate in
            !known.contains(candidate.reference)
                && dependencies(of: candidate).contains { dependency in
                    if case .service(let service) = dependency.destination { return services.contains(index.reference(to: service)) }
                    return false
                }
        }
        .sorted { $0.reference.description < $1.reference.description }
    }

    // MARK: Environment

    struct Variable {
        var name: String
        var value: String
        var origin: Dependency.Origin
    }

    /// The variables whose values can be known: literal ones and those from ConfigMaps that were read.
    static func environment(of container: Container, namespace: String?, index: ClusterIndex) -> [Variable] {
        var variables: [Variable] = []
        for source in container.envFrom where source.kind == .configMap {
            guard let map = index.configMap(namespace: namespace, name: source.name) else { continue }
            for (key, value) in map.data.sorted(by: { $0.key < $1.key }) {
                variables.append(Variable(name: source.prefix + key, value: value, origin: .configMap(name: map.name, key: key)))
            }
        }
        for variable in container.env {
            if let value = variable.value {
                variables.append(
                    Variable(
                        name: variable.name, value: expand(value, with: variables),
                        origin: .environment(name: variable.name, container: container.name)))
            } else if let source = variable.source, source.kind == .configMap,
                let value = index.configMap(namespace: namespace, name: source.name)?.data[source.key]
            {
                variables.append(Variable(name: variable.name, value: value, origin: .configMap(name: source.name, key: source.key)))
            }
        }
        return variables
    }

    /// Replaces `$(NAME)`, the form that the kubelet expands, and the shell's `$NAME` and `${NAME}`.
    static func expand(_ text: String, with environment: [Variable]) -> String {
        guard text.utf8.contains(UInt8(ascii: "$")), !environment.isEmpty else { return text }
        var result = ""
        var rest = text[...]
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let isWrapped = rest.first == "(" || rest.first == "{"
            let body = isWrapped ? rest.dropFirst() : rest
            let name = body.prefix { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
            guard !name.isEmpty, let value = environment.last(where: { $0.name == name })?.value else {
                result += "$"
                continue
            }
            result += value
            rest = body.dropFirst(name.count)
            if isWrapped { rest = rest.dropFirst() }
        }
        return result + rest
    }

    private static func addresses(in variable: Variable, among environment: [Variable]) -> [PeerAddress] {
        let scanned = PeerAddress.scan(variable.value)
        if !scanned.isEmpty { return scanned }
        let name = variable.name.lowercased()
        guard !name.hasSuffix("port"), addressNames.contains(where: name.holdsBytes) else { return [] }
        let host = variable.value
        guard PeerAddress.isHost(host), host != "localhost", host.first?.isLetter == true || host.contains(".") else { return [] }
        return [PeerAddress(host: host.lowercased(), port: port(besides: variable, among: environment))]
    }

    /// `DB_HOST` has its port in `DB_PORT`.
    private static func port(besides variable: Variable, among environment: [Variable]) -> Int? {
        for suffix in ["HOST", "HOSTNAME", "ADDR", "ADDRESS", "SERVER", "host", "hostname", "address", "server"] where variable.name.hasSuffix(suffix)
        {
            let prefix = variable.name.dropLast(suffix.count)
            if let text = environment.first(where: { $0.name == prefix + "PORT" || $0.name == prefix + "port" })?.value { return Int(text) }
        }
        return nil
    }

    private static func mountedConfigMaps(_ spec: PodSpec) -> [(name: String, keys: [String])] {
        func maps(_ source: Volume.Source) -> [(name: String, keys: [String])] {
            switch source {
            case .configMap(let name, let keys, _): [(name, keys)]
            case .projected(let sources): sources.flatMap(maps)
            default: []
            }
        }
        return spec.volumes.filter { !$0.isServiceAccountToken }.flatMap { maps($0.source) }
    }
}
