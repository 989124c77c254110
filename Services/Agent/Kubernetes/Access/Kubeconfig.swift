import FoundationEssentials
import Primitives
import YAML

/// One or several kubeconfig files, merged as `kubectl` does: whoever names an entry first defines it.
///
/// Source: https://kubernetes.io/docs/concepts/configuration/organize-cluster-access-kubeconfig/#merging-kubeconfig-files
package struct Kubeconfig: Sendable {
    /// An entry with the folder of its file, which its relative paths start from.
    struct Entry<Value: Sendable>: Sendable {
        var value: Value
        var folder: String
        var file: String
    }

    private(set) var currentContext: String?
    private(set) var clusters: [String: Entry<KubeconfigDocument.Cluster>] = [:]
    private(set) var contexts: [String: Entry<KubeconfigDocument.Context>] = [:]
    private(set) var users: [String: Entry<KubeconfigDocument.User>] = [:]

    /// Larger than any kubeconfig that people keep, and small enough to parse at once.
    private static let maximumBytes = 4 << 20

    /// The contexts' names, sorted.
    package var contextNames: [String] { contexts.keys.sorted() }

    /// The files that the environment names: those of `KUBECONFIG`, else `~/.kube/config`.
    package static func paths(environment: [String: String]) -> [String] {
        let listed = (environment["KUBECONFIG"] ?? "").split(separator: ":").map(String.init)
        if !listed.isEmpty { return listed }
        return environment["HOME"].map { ["\($0)/.kube/config"] } ?? []
    }

    /// Reads and merges the files; those that don't exist are passed over, as `kubectl` does with the parts of `KUBECONFIG`.
    ///
    /// - Returns: nil where none of them exists.
    package static func load(paths: [String], files: any FileReader) throws(ClusterAccessError) -> Kubeconfig? {
        var merged = Kubeconfig()
        var found = false
        for path in paths where files.exists(path) {
            found = true
            let bytes = try files.read(path, maximumBytes: maximumBytes)
            do {
                merged.merge(try KubeconfigDocument(yaml: bytes), file: path)
            } catch {
                throw .invalidKubeconfig(path: path, why: explain(error))
            }
        }
        return found ? merged : nil
    }

    private mutating func merge(_ document: KubeconfigDocument, file: String) {
        let folder = file.lastIndex(of: "/").map { String(file[..<$0]) } ?? "."
        if currentContext == nil, let name = document.currentContext, !name.isEmpty {
            currentContext = name
        }
        for named in document.clusters ?? [] where clusters[named.name] == nil {
            clusters[named.name] = Entry(value: named.cluster ?? .init(), folder: folder, file: file)
        }
        for named in document.contexts ?? [] where contexts[named.name] == nil {
            contexts[named.name] = Entry(value: named.context ?? .init(), folder: folder, file: file)
        }
        for named in document.users ?? [] where users[named.name] == nil {
            users[named.name] = Entry(value: named.user ?? .init(), folder: folder, file: file)
        }
    }

    /// Says where the decoder stumbled without repeating what stands there, which may be a credential.
    private static func explain(_ error: any Error) -> String {
        switch error {
        case let error as YAMLError:
            "it is not YAML: \(error)"
        case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context), DecodingError.dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is not YAML" : "wrong or malformed value at '\(path(context.codingPath))'"
        case DecodingError.keyNotFound(let key, let context):
            "'\(path(context.codingPath + [key]))' is missing"
        default:
            "it is not YAML"
        }
    }

    private static func path(_ keys: [any CodingKey]) -> String {
        keys.map { $0.intValue.map { "[\($0)]" } ?? $0.stringValue }.joined(separator: ".")
    }
}
