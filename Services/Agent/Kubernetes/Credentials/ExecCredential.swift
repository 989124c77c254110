import FoundationEssentials
import Primitives

/// The object that an exec plugin is asked with (`spec`) and answers with (`status`).
struct ExecCredential: Codable, Sendable {
    var kind: String
    var apiVersion: String
    var spec: Spec?
    var status: Status?

    struct Spec: Codable, Sendable {
        var interactive: Bool
        var cluster: Cluster?
    }

    struct Cluster: Codable, Sendable {
        var server: String
        var tlsServerName: String?
        var skipsVerification: Bool?
        /// Base64 of PEM.
        var authorities: String?

        private enum CodingKeys: String, CodingKey {
            case server
            case tlsServerName = "tls-server-name"
            case skipsVerification = "insecure-skip-tls-verify"
            case authorities = "certificate-authority-data"
        }
    }

    struct Status: Codable, Sendable {
        var expirationTimestamp: Timestamp?
        var token: String?
        /// PEM
        var clientCertificateData: String?
        var clientKeyData: String?
    }

    /// The value of `KUBERNETES_EXEC_INFO`.
    static func question(for plugin: ExecPlugin) throws(PluginError) -> String {
        let cluster = plugin.cluster.map {
            Cluster(
                server: $0.server, tlsServerName: $0.trust.serverName, skipsVerification: $0.trust.acceptsAnyCertificate ? true : nil,
                authorities: $0.trust.authorities.map { Data($0).base64EncodedString() })
        }
        let object = ExecCredential(
            kind: "ExecCredential", apiVersion: plugin.version.rawValue, spec: Spec(interactive: false, cluster: cluster))
        do {
            return String(decoding: try JSONEncoder().encode(object), as: UTF8.self)
        } catch {
            throw .malformedAnswer("the question can't be encoded")
        }
    }

    /// Reads a plugin's answer, which must be of the version asked for and must hold a token, or a certificate with its key.
    static func answer(_ output: [UInt8], to plugin: ExecPlugin) throws(PluginError) -> Status {
        let object: ExecCredential
        do {
            object = try JSONDecoder().decode(ExecCredential.self, from: Data(output))
        } catch {
            throw .malformedAnswer("its output is not an ExecCredential in JSON")
        }
        guard object.kind == "ExecCredential", object.apiVersion == plugin.version.rawValue else {
            throw .malformedAnswer("it answered with \(object.kind) of '\(object.apiVersion)', asked for was '\(plugin.version.rawValue)'")
        }
        guard let status = object.status else {
            throw .malformedAnswer("its answer has no status")
        }
        guard status.token != nil || (status.clientCertificateData != nil && status.clientKeyData != nil) else {
            throw .malformedAnswer("its answer has neither a token nor a client certificate with its key")
        }
        return status
    }
}
