import AgentDomain
import Kubernetes
import KubernetesModel
import Primitives

/// One LIST and the part of the snapshot that it fills.
struct ClusterReading: Sendable {
    let resource: APIResource
    private let read: @Sendable (KubernetesClient, String?, ListOptions) async -> Outcome

    /// What one LIST came to.
    struct Outcome: Sendable {
        var result: Result<Page, KubernetesError>

        struct Page: Sendable {
            /// The server's clock.
            var date: Timestamp?
            var fill: @Sendable (inout ClusterSnapshot) -> Void
        }
    }

    init<Item: Manifest>(_ resource: APIResource, into list: any WritableKeyPath<ClusterSnapshot, [Item]> & Sendable) {
        self.resource = resource
        read = { client, namespace, options in
            do throws(KubernetesError) {
                let listing = try await client.list(resource, as: Item.self, namespace: namespace, options: options)
                return Outcome(result: .success(.init(date: listing.date) { $0[keyPath: list] += listing.items }))
            } catch {
                return Outcome(result: .failure(error))
            }
        }
    }

    private init(_ resource: APIResource, read: @escaping @Sendable (KubernetesClient, String?, ListOptions) async -> Outcome) {
        self.resource = resource
        self.read = read
    }

    /// The same objects behind another door, for clusters and roles that lack the first.
    func otherwise(_ second: ClusterReading) -> ClusterReading {
        ClusterReading(resource) { client, namespace, options in
            let outcome = await read(client, namespace, options)
            guard case .failure(let error) = outcome.result, error.reason == .forbidden || error.reason == .notFound else { return outcome }
            let other = await second.read(client, namespace, options)
            if case .success = other.result { return other }
            return outcome
        }
    }

    func callAsFunction(_ client: KubernetesClient, namespace: String?, options: ListOptions = ListOptions()) async -> Outcome {
        await read(client, namespace, options)
    }
}
