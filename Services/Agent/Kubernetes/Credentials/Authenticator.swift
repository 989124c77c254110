import FoundationEssentials
package import Primitives

/// Keeps a cluster's credentials fresh: token files are read again as they rotate, plugins run again when what they gave expires or is refused.
package actor Authenticator {
    private let source: CredentialSource
    private let files: any FileReader
    private let plugins: any PluginRunner
    private let clock: WallClock
    private let flight = SingleFlight<ExecCredential.Status, PluginError>()

    private var held: Held?
    private var generation = 0

    /// Credentials with the moment until which they may be used without looking again.
    private struct Held {
        var credentials: Credentials
        var lookAgainAt: Timestamp?
    }

    /// A service account's token is replaced on disk when a fifth of its life, at least two minutes, is left: once a minute is soon enough.
    private static let fileLifetime = Duration.seconds(60)
    /// A plugin's credentials are renewed this long before they expire, so that none expires on its way.
    private static let expiryMargin = Duration.seconds(10)
    private static let maximumTokenBytes = 1 << 20

    package init(
        source: CredentialSource, files: any FileReader = DiskFileReader(), plugins: any PluginRunner = ProcessPluginRunner(),
        clock: WallClock
    ) {
        self.source = source
        self.files = files
        self.plugins = plugins
        self.clock = clock
    }

    /// What to send now.
    package func credentials() async throws(CredentialError) -> Credentials {
        if let held, held.lookAgainAt.map({ clock.now < $0 }) ?? true {
            return held.credentials
        }
        return try await load()
    }

    /// What to send after the server refused `rejected`.
    ///
    /// - Returns: nil where nothing newer can be had, so that asking again is of no use.
    package func renewed(after rejected: Credentials) async throws(CredentialError) -> Credentials? {
        if let held, held.credentials.generation > rejected.generation {
            return held.credentials
        }
        let fresh = try await load()
        return fresh.authorization == rejected.authorization && fresh.identity == rejected.identity ? nil : fresh
    }

    private func load() async throws(CredentialError) -> Credentials {
        switch source {
        case .anonymous:
            return hold(Credentials(), until: nil)
        case .configured(let bearer, let identity):
            do {
                let rereads = identity?.isInFiles ?? false
                let (authorization, rotates) = try readAuthorization(bearer)
                let credentials = Credentials(authorization: authorization, identity: try identity?.read(files))
                return hold(credentials, until: rotates || rereads ? clock.now + Self.fileLifetime : nil)
            } catch {
                throw CredentialError.file(error)
            }
        case .plugin(let plugin):
            return try await load(plugin)
        }
    }

    private func readAuthorization(_ bearer: BearerSource?) throws(ClusterAccessError) -> (Secret?, rotates: Bool) {
        switch bearer {
        case nil:
            return (nil, false)
        case .token(let token):
            return (Credentials.bearer(token), false)
        case .basic(let user, let password):
            return (Secret("Basic " + Data("\(user):\(password.exposed)".utf8).base64EncodedString()), false)
        case .file(let path, let fallback):
            do {
                return (Credentials.bearer(try readToken(path)), true)
            } catch {
                guard let last = fallback.map(Credentials.bearer) ?? held?.credentials.authorization else { throw error }
                return (last, true)
            }
        }
    }

    private func readToken(_ path: String) throws(ClusterAccessError) -> Secret {
        let text = String(decoding: try files.read(path, maximumBytes: Self.maximumTokenBytes), as: UTF8.self)
        guard let token = text.split(whereSeparator: \.isWhitespace).first else {
            throw .unreadableFile(path: path, why: "it is empty")
        }
        return Secret(String(token))
    }

    private func load(_ plugin: ExecPlugin) async throws(CredentialError) -> Credentials {
        let plugins = plugins
        let before = generation
        let outcome = await flight.run {
            do throws(PluginError) {
                return .success(try ExecCredential.answer(try await plugins.run(plugin), to: plugin))
            } catch {
                return .failure(error)
            }
        }
        // Whoever waited for the same flight and came back first has stored it already.
        if generation > before, let held { return held.credentials }
        switch outcome {
        case nil: throw .cancelled
        case .failure(let error): throw .plugin(error)
        case .success(let status):
            var credentials = Credentials(authorization: status.token.map { Credentials.bearer(Secret($0)) })
            if let certificate = status.clientCertificateData, let key = status.clientKeyData {
                credentials.identity = ClientIdentity(certificate: Array(certificate.utf8), key: Array(key.utf8))
            }
            return hold(credentials, until: status.expirationTimestamp.map { $0 - Self.expiryMargin })
        }
    }

    private func hold(_ credentials: Credentials, until lookAgainAt: Timestamp?) -> Credentials {
        var credentials = credentials
        if let held, held.credentials.authorization == credentials.authorization, held.credentials.identity == credentials.identity {
            credentials.generation = held.credentials.generation
        } else {
            generation += 1
            credentials.generation = generation
        }
        held = Held(credentials: credentials, lookAgainAt: lookAgainAt)
        return credentials
    }
}

/// Why there are no credentials to send.
package enum CredentialError: Error, Hashable, Sendable, CustomStringConvertible {
    case file(ClusterAccessError)
    case plugin(PluginError)
    case cancelled

    package var description: String {
        switch self {
        case .file(let error): "\(error)"
        case .plugin(let error): "\(error)"
        case .cancelled: "cancelled"
        }
    }
}
