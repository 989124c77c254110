import HTTPKit
import KubernetesModel
import Primitives

extension KubernetesClient {
    private static let aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json"
    /// Groups that a server without aggregated discovery is asked about one by one.
    private static let maximumGroups = 40

    /// What a word means here: `deployment`, `virtualservices.networking.istio.io`, `hpa`.
    ///
    /// - Parameter apiVersion: `apps/v1`; nil takes the version that the server prefers.
    /// - Returns: nil where the cluster serves nothing of that name.
    package func kind(called word: String, apiVersion: String? = nil) async throws(KubernetesError) -> ServedKind? {
        if let apiVersion {
            let parts = apiVersion.split(separator: "/").map(String.init)
            let (group, version) = parts.count == 2 ? (parts[0], parts[1]) : ("", apiVersion)
            guard ObjectName.isLabel(version), group.isEmpty || ObjectName.isSubdomain(group) else { return nil }
            return try await kinds(of: group, version).first { $0.isCalled(word) }
        }
        if let known = ServedKind.known.first(where: { $0.isCalled(word) }) { return known }
        return try await kinds().first { $0.isCalled(word) }
    }

    /// All kinds of all groups, in the versions that the server prefers; the core group first.
    package func kinds() async throws(KubernetesError) -> [ServedKind] {
        var all: [ServedKind] = []
        for root in ["/api", "/apis"] {
            let json = try await document(root)
            if json["kind"]?.string == "APIGroupDiscoveryList" {
                all += ServedKind.all(in: json)
            } else if root == "/api" {
                all += try await kinds(of: "", "v1")
            } else {
                for group in json["groups"].list.prefix(Self.maximumGroups) {
                    guard let name = group["name"].nonEmpty, let version = group["preferredVersion"]?["version"].nonEmpty else { continue }
                    do throws(KubernetesError) {
                        all += try await kinds(of: name, version)
                    } catch  where error.reason == .notFound || error.reason == .serverFailed {
                        // A group whose own server is away hides its kinds and no others.
                        continue
                    }
                }
            }
        }
        return all
    }

    private func kinds(of group: String, _ version: String) async throws(KubernetesError) -> [ServedKind] {
        let json = try await document(group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)")
        return ServedKind.all(in: json, group: group, version: version)
    }

    private func document(_ path: String) async throws(KubernetesError) -> JSONValue {
        let operation = APIOperation("get", APIResource(plural: "discovery", isNamespaced: false))
        return try await shared("discovery \(path)", about: operation) { client throws(KubernetesError) in
            let response = try await client.connection.send(
                .init(
                    operation: operation, path: path, accept: Self.aggregated, timeout: client.limits.timeout,
                    maximumBytes: client.limits.objectBytes))
            return (try Self.parse(response, operation), response.body.count)
        }
    }
}
