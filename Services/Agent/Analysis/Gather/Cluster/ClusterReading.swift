import AgentDomain
import Kubernetes
import KubernetesModel
import Primitives

/// One LIST and the part of the snapshot that it fills.
struct ClusterReading: Sendable {
    let resource: APIResource
    private let read: @Sendable (KubernetesClient, String?, ListOptions) async -> Outcome

    typealias Outcome = Result<Page, KubernetesError>

    /// What one LIST brought.
    struct Page: Sendable {
        /// The server's clock.
        var date: Timestamp?
        /// Why there is more than was read; nil where there isn't.
        var gap: String?
        var fill: @Sendable (inout ClusterSnapshot) -> Void
    }

    init<Item: Manifest>(
        _ resource: APIResource, as kind: Item.Type, fill: @escaping @Sendable (inout ClusterSnapshot, [Item]) -> Void
    ) {
        self.init(resource) { client, namespace, options in
            do throws(KubernetesError) {
                let listing = try await client.list(resource, as: Item.self, namespace: namespace, options: options)
                return .success(Page(date: listing.date, gap: listing.gap) { fill(&$0, listing.items) })
            } catch {
                return .failure(error)
            }
        }
    }

    init<Item: Manifest>(_ resource: APIResource, into list: any WritableKeyPath<ClusterSnapshot, [Item]> & Sendable) {
        self.init(resource, as: Item.self) { snapshot, items in
            // The first list of a kind shares its memory with whoever read it, too.
            if snapshot[keyPath: list].isEmpty {
                snapshot[keyPath: list] = items
            } else {
                snapshot[keyPath: list] += items
            }
        }
    }

    private init(_ resource: APIResource, read: @escaping @Sendable (KubernetesClient, String?, ListOptions) async -> Outcome) {
        self.resource = resource
        self.read = read
    }

    func callAsFunction(_ client: KubernetesClient, namespace: String?, options: ListOptions = ListOptions()) async -> Outcome {
        await read(client, namespace, options)
    }

    // MARK: Other ways to the same

    /// The same reading, counted as that of a kind in its usual version.
    func standing(for resource: APIResource) -> ClusterReading { ClusterReading(resource, read: read) }

    /// The same objects behind another door, for clusters and roles that lack the first.
    func otherwise(_ second: ClusterReading) -> ClusterReading {
        ClusterReading(resource) { client, namespace, options in
            let outcome = await read(client, namespace, options)
            guard case .failure(let error) = outcome, error.reason == .forbidden || error.reason == .notFound else { return outcome }
            let other = await second.read(client, namespace, options)
            if case .success = other { return other }
            return outcome
        }
    }

    /// Those of the whole cluster where the role allows it, because others' objects may concern the namespace; else the namespace's own.
    var acrossNamespaces: ClusterReading {
        ClusterReading(resource) { client, namespace, options in
            let outcome = await read(client, nil, options)
            guard namespace != nil, case .failure(let error) = outcome, error.reason == .forbidden else { return outcome }
            return await read(client, namespace, options)
        }
    }

    /// For kinds that not every cluster has: a refusal comes before the question whether they exist, and says nothing where they don't.
    var whereServed: ClusterReading {
        ClusterReading(resource) { client, namespace, options in
            let outcome = await read(client, namespace, options)
            guard case .failure(var error) = outcome, error.reason == .forbidden else { return outcome }
            do throws(KubernetesError) {
                guard try await !client.groups().contains(resource.group) else { return outcome }
                error.reason = .notFound
                return .failure(error)
            } catch {
                return outcome
            }
        }
    }
}
