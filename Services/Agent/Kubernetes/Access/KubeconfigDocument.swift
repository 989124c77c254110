import FoundationEssentials
import Primitives
import YAML

/// A kubeconfig file as it is written; every part of it is optional, because several files make one configuration.
///
/// Source: https://kubernetes.io/docs/reference/config-api/kubeconfig.v1/
struct KubeconfigDocument: Decodable, Sendable {
    var currentContext: String?
    var clusters: [NamedCluster]?
    var contexts: [NamedContext]?
    var users: [NamedUser]?

    struct NamedCluster: Decodable, Sendable {
        var name: String
        var cluster: Cluster?
    }

    struct NamedContext: Decodable, Sendable {
        var name: String
        var context: Context?
    }

    struct NamedUser: Decodable, Sendable {
        var name: String
        var user: User?
    }

    struct Cluster: Decodable, Sendable {
        var server: String?
        var authorityData: String?
        var authorityFile: String?
        var skipsVerification: Flag?
        var serverName: String?
        var proxy: String?

        private enum CodingKeys: String, CodingKey {
            case server
            case authorityData = "certificate-authority-data"
            case authorityFile = "certificate-authority"
            case skipsVerification = "insecure-skip-tls-verify"
            case serverName = "tls-server-name"
            case proxy = "proxy-url"
        }
    }

    struct Context: Decodable, Sendable {
        var cluster: String?
        var user: String?
        var namespace: String?
    }

    struct User: Decodable, Sendable {
        var token: String?
        var tokenFile: String?
        var username: String?
        var password: String?
        var certificateData: String?
        var certificateFile: String?
        var keyData: String?
        var keyFile: String?
        var exec: Exec?
        var authProvider: AuthProvider?
        var impersonatedUser: String?
        var impersonatedUID: String?
        var impersonatedGroups: [String]?

        private enum CodingKeys: String, CodingKey {
            case token, tokenFile, username, password, exec
            case certificateData = "client-certificate-data"
            case certificateFile = "client-certificate"
            case keyData = "client-key-data"
            case keyFile = "client-key"
            case authProvider = "auth-provider"
            case impersonatedUser = "as"
            case impersonatedUID = "as-uid"
            case impersonatedGroups = "as-groups"
        }
    }

    struct AuthProvider: Decodable, Sendable {
        var name: String?
    }

    struct Exec: Decodable, Sendable {
        var apiVersion: String?
        var command: String?
        var args: [String]?
        var env: [Variable]?
        var installHint: String?
        var provideClusterInfo: Flag?
        var interactiveMode: String?

        struct Variable: Decodable, Sendable {
            var name: String
            var value: String
        }
    }

    private enum CodingKeys: String, CodingKey {
        case currentContext = "current-context"
        case clusters, contexts, users
    }
}

extension KubeconfigDocument {
    /// Every scalar is read as a text, as `kubectl` takes a name or an argument that looks like a number for a text.
    ///
    /// - Throws: ``YAMLError``, or `DecodingError` for what is YAML and no kubeconfig.
    init(yaml bytes: [UInt8]) throws {
        let value = try JSONValue(yaml: bytes, scalars: .text)
        self = value == .null ? Self() : try JSONDecoder().decode(Self.self, from: JSONEncoder().encode(value))
    }

    /// A boolean in any of YAML 1.1's spellings, which are those that `kubectl` takes.
    ///
    /// Source: https://yaml.org/type/bool.html
    struct Flag: Decodable, Sendable {
        var isOn: Bool

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            switch try container.decode(String.self).lowercased() {
            case "true", "yes", "on", "y": isOn = true
            case "false", "no", "off", "n": isOn = false
            default: throw DecodingError.dataCorruptedError(in: container, debugDescription: "true or false was expected")
            }
        }
    }
}
