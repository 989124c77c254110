import AgentDomain
import Kubernetes
import KubernetesModel
import Primitives

/// What the manifest tools are asked for, checked: arguments come from a model that may have read anything.
struct ManifestQuestion: Sendable {
    var kind: String
    var apiVersion: String?
    var namespace: String?
    var name: String?
    var labelSelector: String?

    struct Refused: Error {
        var sentence: String
    }

    init(_ arguments: JSONValue) throws(Refused) {
        kind = arguments["kind"].nonEmpty ?? ""
        apiVersion = arguments["api_version"].nonEmpty
        namespace = arguments["namespace"].nonEmpty
        name = arguments["name"].nonEmpty
        labelSelector = arguments["label_selector"].nonEmpty
        guard !kind.isEmpty, kind.utf8.count <= 300 else { throw Refused(sentence: "kind is missing.") }
        if let namespace, !ObjectName.isLabel(namespace) { throw Refused(sentence: "namespace is no name that Kubernetes takes.") }
        if let name, !ObjectName.isSubdomain(name) { throw Refused(sentence: "name is no name that Kubernetes takes.") }
        if let labelSelector, labelSelector.utf8.count > 500 { throw Refused(sentence: "label_selector is too long.") }
    }

    struct Found: Sendable {
        var kind: ServedKind
        var objects: [JSONValue]
        /// Why there is more than was read.
        var gap: String?
        var query: String
    }

    /// - Parameter limit: Objects at most.
    func ask(_ client: KubernetesClient, readsSecretMetadata: Bool, limit: Int) async throws(Refused) -> Found {
        guard let served = try await served(client) else { throw Refused(sentence: "This cluster serves no kind called \(kind).") }
        guard served.resource == .secrets else {
            let listing: KubernetesClient.Listing<RawManifest> = try await list(served.resource, client, limit)
            return Found(kind: served, objects: listing.items.map(\.json), gap: listing.gap, query: listing.query)
        }
        guard readsSecretMetadata else { throw Refused(sentence: "Secrets are not read: KUBERNETES_SECRET_METADATA is off.") }
        let listing: KubernetesClient.Listing<SecretMetadata> = try await list(.secrets, client, limit)
        let names = listing.items.map { secret -> JSONValue in
            [
                "kind": "Secret", "data": "*** (never read)",
                "metadata": ["name": .string(secret.name), "namespace": .string(secret.namespace ?? "")],
            ]
        }
        return Found(kind: served, objects: names, gap: listing.gap, query: listing.query)
    }

    private func served(_ client: KubernetesClient) async throws(Refused) -> ServedKind? {
        // By whatever name they are asked for, Secrets are this one kind.
        let secret = ServedKind(resource: .secrets, kind: "Secret")
        if secret.isCalled(kind) { return secret }
        do throws(KubernetesError) {
            let found = try await client.kind(called: kind, apiVersion: apiVersion)
            return found?.resource.group == "" && found?.resource.plural == APIResource.secrets.plural ? secret : found
        } catch {
            throw Refused(sentence: "\(error)")
        }
    }

    private func list<Item: Manifest>(
        _ resource: APIResource, _ client: KubernetesClient, _ limit: Int
    ) async throws(Refused) -> KubernetesClient.Listing<Item> {
        // By a field that every kind can be selected by: the role then needs no other verb than `list`.
        let options = ListOptions(labelSelector: labelSelector, fieldSelector: name.map { "metadata.name=\($0)" }, pageSize: limit)
        do throws(KubernetesError) {
            return try await client.bounded(objects: limit).list(resource, namespace: namespace, options: options)
        } catch {
            throw Refused(sentence: "\(error)")
        }
    }
}
