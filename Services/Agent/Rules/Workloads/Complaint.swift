import AgentDomain
import Contracts
import KubernetesModel

/// What a log line complains about, as a finding: on its own a symptom where it names a peer, and a fault where it doesn't.
///
/// Source: the knowledge table in `Logs/Knowledge`, whose parts name theirs.
struct Complaint {
    let fact: LogFact
    let object: ObjectReference
    let view: WorkloadView
    let dependencies: [Dependency]

    func finding(evidence: [EvidenceID], investigation: inout Investigation) -> Finding {
        if let own = ownAddress(evidence, &investigation) { return own }
        var evidence = evidence
        let mechanism = fact.mechanism
        let wantsPeer = mechanism.isAboutPeer || [.credentialsRejected, .certificateExpired, .certificateUntrusted].contains(mechanism)
        // A program that is configured with one address alone means that one.
        let only = mechanism.isAboutPeer && dependencies.count == 1 ? dependencies[0].peer : nil
        let peer =
            (wantsPeer ? LogSubject.peer(in: fact, among: dependencies) ?? only : nil).map { named($0, investigation) }
            ?? (mechanism.isAboutPeer ? alerted(investigation) : nil)
        if let peer, let configured = dependencies.first(where: { $0.peer.host == peer.host }) {
            evidence.append(investigation.cite(configured, of: view.reference))
        }
        var details: [String: String] = ["mechanism": mechanism.rawValue]
        if let peer { details["peer"] = peer.description }
        if mechanism == .credentialsRejected, let user = LogSubject.user(in: fact.line) { details["user"] = user }
        if mechanism == .outOfMemory, let runtime = RuntimeLimit(line: fact.line) { details["runtime"] = runtime.rawValue }
        if mechanism == .missingVariable, let (variable, line) = variable(investigation) {
            details["variable"] = variable
            if line.line != fact.line { evidence.append(investigation.cite(line)) }
        }
        var also = ""
        if mechanism == .permissionDenied, fact.line.mentions("read-only file system", "erofs", "errno 30", "os error 30"),
            let container = view.pods.first?.spec.container(named: fact.container), container.security.readOnlyRootFilesystem
        {
            evidence.append(
                investigation.cite("spec.containers[\(container.name)].securityContext.readOnlyRootFilesystem", "true", of: view.reference))
            also = " The container's root file system is read-only (securityContext.readOnlyRootFilesystem)."
        }
        if let path = LogSubject.path(in: fact.line), [.permissionDenied, .missingFile, .diskFull, .volumeLost].contains(mechanism) {
            details["path"] = path
        }
        return Finding(
            mechanism.category, object, role: mechanism.isAboutPeer || mechanism == .crash ? .symptom : .fault,
            title: title(peer: peer, details: details),
            explanation:
                "The log of container \(fact.container) says that \(mechanism.words): \(investigation.evidence.text(of: evidence[0]))\(also)",
            confidence: confidence, evidence: evidence, peer: peer, since: fact.firstSeen, details: details)
    }

    /// The Service that the alert names beside the target, as proxies' alerts do: the line doesn't say whom it is about.
    private func alerted(_ investigation: Investigation) -> PeerAddress? {
        guard investigation.target.workload == view.reference else { return nil }
        let own = Set(investigation.index.services(selecting: view.workload).map(\.name))
        return AlertLabels(investigation.alert).mentioned.first { name in
            !own.contains(name) && investigation.index.service(namespace: view.reference.namespace, name: name) != nil
        }
        .map { PeerAddress(host: $0, port: nil) }
    }

    /// An address of the cluster by the name of its Service, as people know it.
    private func named(_ peer: PeerAddress, _ investigation: Investigation) -> PeerAddress {
        guard peer.host.allSatisfy({ $0.isNumber || $0 == "." }), let service = investigation.index.service(address: peer.host) else { return peer }
        let isOwn = service.namespace == view.reference.namespace
        return PeerAddress(host: isOwn ? service.name : "\(service.name).\(service.namespace ?? "default")", port: peer.port)
    }

    /// The variable that the line names, or one of the lines around it: images explain at length what they want.
    private func variable(_ investigation: Investigation) -> (String, LogFact)? {
        if let variable = LogSubject.variable(in: fact.line) { return (variable, fact) }
        guard let pod = investigation.index.pod(namespace: fact.namespace, name: fact.pod) else { return nil }
        let lines = investigation.index.logs(of: pod, container: fact.container).first { $0.isPrevious == fact.isPrevious }?.lines ?? []
        guard let position = lines.lastIndex(where: { $0.text == fact.line }) else { return nil }
        for line in lines[position...].prefix(6) {
            guard let variable = LogSubject.variable(in: line.text) else { continue }
            var other = fact
            other.line = String(line.text.prefix(300))
            return (variable, other)
        }
        return nil
    }

    /// A program that asks its own pod for what no container of the pod serves: `localhost` is nobody else's address.
    private func ownAddress(_ evidence: [EvidenceID], _ investigation: inout Investigation) -> Finding? {
        guard [.connectionRefused, .connectionTimedOut].contains(fact.mechanism), let spec = view.pods.first?.spec else { return nil }
        let lowered = fact.line.lowercased()
        for host in ["localhost:", "127.0.0.1:", "[::1]:"] {
            guard let range = Substring(lowered).range(ofASCIIText: host), let port = Int(lowered[range.upperBound...].prefix { $0.isNumber }),
                !spec.containers.contains(where: { ListeningPorts($0).numbers.contains(port) }),
                let (path, object, value) = setting(holding: host + String(port), spec, investigation)
            else { continue }
            return Finding(
                .wrongEnvironmentAddress, self.object, title: "\(path) points at \(host)\(port), where nothing of the pod listens",
                explanation: "\(view.reference) is configured with \(host)\(port), its own pod, and no container there serves port \(port).",
                confidence: 0.86, evidence: evidence + [investigation.cite(path, value, of: object)], since: fact.firstSeen,
                details: ["variable": path, "host": host])
        }
        return nil
    }

    /// Where an address is written: a variable of a container, or a key of a ConfigMap that it reads.
    private func setting(holding address: String, _ spec: PodSpec, _ investigation: Investigation) -> (String, ObjectReference, String)? {
        for container in spec.containers {
            if let variable = container.env.first(where: { $0.value?.lowercased().contains(address) == true }) {
                return ("env[\(variable.name)]", view.object(container: container.name), variable.value ?? "")
            }
            let maps =
                container.envFrom.filter { $0.kind == .configMap }.map(\.name)
                + container.env.compactMap(\.source).filter { $0.kind == .configMap }.map(\.name)
            for name in Set(maps).sorted() {
                guard let map = investigation.index.configMap(namespace: view.reference.namespace, name: name),
                    let (key, value) = map.data.sorted(by: { $0.key < $1.key }).first(where: { $0.value.lowercased().contains(address) })
                else { continue }
                return ("data[\(key)]", investigation.index.reference(to: map), String(value.prefix(200)))
            }
        }
        return nil
    }

    private var confidence: Double {
        switch fact.mechanism {
        case .crash: 0.75
        case .slow, .connectionLost, .missingFile: 0.75
        case .permissionDenied, .invalidConfiguration: 0.8
        default: 0.9
        }
    }

    private func title(peer: PeerAddress?, details: [String: String]) -> String {
        let at = peer.map { " at \($0)" } ?? ""
        return switch fact.mechanism {
        case .connectionRefused: "Dependency\(at) refuses connections"
        case .connectionTimedOut: "Dependency\(at) can't be reached"
        case .connectionLost: "Dependency\(at) cuts connections"
        case .unknownHost, .nameServerFailing: "Host name\(peer.map { " \($0.host)" } ?? "") does not resolve"
        case .credentialsRejected: "Credentials\(details["user"].map { " of user \($0)" } ?? "") are rejected\(peer.map { " by \($0)" } ?? "")"
        case .certificateExpired: "The certificate\(peer.map { " of \($0)" } ?? "") has expired"
        case .certificateUntrusted: "The certificate\(peer.map { " of \($0)" } ?? "") is not trusted"
        case .readOnly: "The database\(at) is read-only"
        case .tooManyConnections: "The database\(at) has no connections left"
        case .poolTimedOut: "The connection pool\(peer.map { " to \($0)" } ?? "") is exhausted"
        case .upstreamError: "Upstream\(at) answers with errors"
        case .slow: "Dependency\(at) answers too slowly"
        case .wrongProtocol: "The peer\(at) speaks another protocol"
        case .networkDelayed: "The network\(peer.map { " to \($0)" } ?? "") is slow"
        case .packetsLost: "The network\(peer.map { " to \($0)" } ?? "") loses packets"
        case .diskFull: "No space is left\(details["path"].map { " for \($0)" } ?? " on the volume")"
        case .permissionDenied: "\(details["path"] ?? "A file") may not be accessed"
        case .addressInUse: "The port that container \(fact.container) listens on is taken"
        case .wrongArchitecture: "The image of container \(fact.container) is for another architecture"
        case .outOfMemory: "The runtime of container \(fact.container) runs out of memory"
        case .forbiddenByRBAC: "The service account lacks a permission"
        case .policyDenied: "The mesh refuses calls\(peer.map { " to \($0)" } ?? "")"
        case .volumeLost: "A mounted volume is gone\(details["path"].map { " under \($0)" } ?? "")"
        case .missingVariable: "Environment variable\(details["variable"].map { " \($0)" } ?? "") is missing"
        case .missingFile: "File\(details["path"].map { " \($0)" } ?? "") is missing"
        case .invalidConfiguration: "The configuration of container \(fact.container) is invalid"
        case .commandNotFound: "The command or module that container \(fact.container) runs does not exist"
        case .segmentationFault: "Container \(fact.container) crashes with a memory fault"
        case .crash: "Container \(fact.container) crashes"
        }
    }
}

extension Investigation {
    /// Cites where an address is configured.
    mutating func cite(_ dependency: Dependency, of workload: ObjectReference) -> EvidenceID {
        let (path, object): (String, ObjectReference) =
            switch dependency.origin {
            case .environment(let name, let container): ("spec.containers[\(container)].env[\(name)]", workload)
            case .configMap(let name, let key): ("data[\(key)]", ObjectReference(kind: ConfigMap.kind, namespace: workload.namespace, name: name))
            case .arguments(let container): ("spec.containers[\(container)].args", workload)
            case .log(let container): ("log of \(container)", workload)
            }
        return cite(path, "points at \(dependency.peer)", of: object)
    }
}
