import FoundationEssentials
import Primitives

extension Kubeconfig {
    /// What one context of the kubeconfig comes to.
    ///
    /// - Parameter context: nil takes `current-context`, or the only context where there is one alone.
    package func access(context chosen: String? = nil, files: any FileReader) throws(ClusterAccessError) -> ClusterAccess {
        let name = try contextName(chosen)
        guard let context = contexts[name] else {
            throw .missingEntry("the kubeconfig has no context '\(name)'; it has \(Self.listing(contextNames))")
        }
        let clusterName = context.value.cluster ?? ""
        guard let cluster = clusters[clusterName] else {
            throw .missingEntry("context '\(name)' names the cluster '\(clusterName)', which the kubeconfig doesn't have")
        }
        guard let server = cluster.value.server, !server.isEmpty else {
            throw .missingEntry("cluster '\(clusterName)' has no server")
        }
        let userName = context.value.user ?? ""
        if !userName.isEmpty, users[userName] == nil {
            throw .missingEntry("context '\(name)' names the user '\(userName)', which the kubeconfig doesn't have")
        }
        let address = try ServerAddress(server)
        let trust = try Self.trust(cluster, files: files)
        let user = users[userName]
        let info = ExecPlugin.ClusterInfo(server: server, trust: trust)
        var access = ClusterAccess(
            server: address, trust: trust,
            credentials: try user.map { entry throws(ClusterAccessError) in
                try Self.credentials(of: entry, named: userName, cluster: info)
            } ?? .anonymous,
            namespace: context.value.namespace, origin: "context \(name) of \(context.file)")
        access.impersonation = user?.value.impersonatedUser.map {
            Impersonation(user: $0, uid: user?.value.impersonatedUID, groups: user?.value.impersonatedGroups ?? [])
        }
        if let proxy = cluster.value.proxy, !proxy.isEmpty {
            access.warnings.append("cluster '\(clusterName)' asks for a proxy (proxy-url), which is not used: requests go to the server directly")
        }
        if trust.acceptsAnyCertificate {
            access.warnings.append("cluster '\(clusterName)' is reached without checking its certificate (insecure-skip-tls-verify)")
        }
        return access
    }

    private func contextName(_ chosen: String?) throws(ClusterAccessError) -> String {
        if let name = chosen ?? currentContext { return name }
        if contexts.count == 1, let only = contexts.keys.first { return only }
        throw .missingEntry("the kubeconfig has no current-context; it has \(Self.listing(contextNames))")
    }

    private static func listing(_ names: [String]) -> String {
        names.isEmpty ? "none" : names.joined(separator: ", ")
    }

    private static func trust(_ cluster: Entry<KubeconfigDocument.Cluster>, files: any FileReader) throws(ClusterAccessError) -> ServerTrust {
        let value = cluster.value
        var trust = ServerTrust(serverName: value.serverName.flatMap { $0.isEmpty ? nil : $0 })
        trust.acceptsAnyCertificate = value.skipsVerification?.isOn ?? false
        if let data = value.authorityData, !data.isEmpty {
            trust.authorities = try decodeBase64(data, "certificate-authority-data", in: cluster.file)
        } else if let file = value.authorityFile, !file.isEmpty {
            trust.authorities = try files.read(resolve(file, from: cluster.folder), maximumBytes: ClientIdentitySource.maximumBytes)
        }
        return trust
    }

    /// The order of precedence is client-go's: a token file over a token, either over a plugin.
    private static func credentials(
        of user: Entry<KubeconfigDocument.User>, named name: String, cluster: ExecPlugin.ClusterInfo
    ) throws(ClusterAccessError) -> CredentialSource {
        let value = user.value
        if let provider = value.authProvider, value.token == nil, value.exec == nil {
            throw .unsupported(
                "user '\(name)' uses the auth provider '\(provider.name ?? "?")', which Kubernetes removed in 1.26: configure an exec plugin")
        }
        let identity = try clientIdentity(of: user, named: name)
        let bearer: BearerSource?
        if let file = value.tokenFile, !file.isEmpty {
            bearer = .file(path: resolve(file, from: user.folder), fallback: value.token.map(Secret.init))
        } else if let token = value.token, !token.isEmpty {
            bearer = .token(Secret(token))
        } else if let username = value.username, !username.isEmpty {
            bearer = .basic(user: username, password: Secret(value.password ?? ""))
        } else {
            bearer = nil
        }
        if bearer == nil, identity == nil, let exec = value.exec {
            return .plugin(try plugin(exec, user: name, folder: user.folder, cluster: cluster))
        }
        return .configured(bearer: bearer, identity: identity)
    }

    private static func clientIdentity(
        of user: Entry<KubeconfigDocument.User>, named name: String
    ) throws(ClusterAccessError) -> ClientIdentitySource? {
        let value = user.value
        let certificate = try pem(value.certificateData, value.certificateFile, "client-certificate-data", in: user)
        let key = try pem(value.keyData, value.keyFile, "client-key-data", in: user)
        switch (certificate, key) {
        case (let certificate?, let key?): return ClientIdentitySource(certificate: certificate, key: key)
        case (nil, nil): return nil
        case (_?, nil): throw .missingEntry("user '\(name)' has a client certificate without its key")
        case (nil, _?): throw .missingEntry("user '\(name)' has a client key without its certificate")
        }
    }

    private static func pem(
        _ data: String?, _ file: String?, _ field: String, in user: Entry<KubeconfigDocument.User>
    ) throws(ClusterAccessError) -> ClientIdentitySource.Part? {
        if let data, !data.isEmpty {
            return .data(try decodeBase64(data, field, in: user.file))
        }
        if let file, !file.isEmpty {
            return .file(resolve(file, from: user.folder))
        }
        return nil
    }

    private static func plugin(
        _ exec: KubeconfigDocument.Exec, user: String, folder: String, cluster: ExecPlugin.ClusterInfo
    ) throws(ClusterAccessError) -> ExecPlugin {
        guard let command = exec.command, !command.isEmpty else {
            throw .missingEntry("user '\(user)' has an exec plugin without a command")
        }
        guard let version = exec.apiVersion.flatMap(ExecPlugin.APIVersion.init) else {
            throw .unsupported(
                "user '\(user)' has an exec plugin of version '\(exec.apiVersion ?? "")'; known are "
                    + ExecPlugin.APIVersion.allCases.map(\.rawValue).joined(separator: " and "))
        }
        guard exec.interactiveMode != "Always" else {
            throw .unsupported("user '\(user)' has an exec plugin that must ask a person (interactiveMode Always), and a service has nobody to ask")
        }
        return ExecPlugin(
            version: version, command: command.contains("/") ? resolve(command, from: folder) : command, arguments: exec.args ?? [],
            environment: (exec.env ?? []).map { ($0.name, Secret($0.value)) }, installHint: exec.installHint,
            cluster: exec.provideClusterInfo?.isOn == true ? cluster : nil)
    }

    private static func decodeBase64(_ text: String, _ field: String, in file: String) throws(ClusterAccessError) -> [UInt8] {
        guard let data = Data(base64Encoded: text, options: .ignoreUnknownCharacters), !data.isEmpty else {
            throw .invalidKubeconfig(path: file, why: "\(field) is not base64")
        }
        return [UInt8](data)
    }

    private static func resolve(_ path: String, from folder: String) -> String {
        path.hasPrefix("/") ? path : "\(folder)/\(path)"
    }
}
