import HTTPKit
package import KubernetesModel
package import Primitives

extension KubernetesClient {
    package struct Listing<Item: Manifest>: Sendable {
        package var items: [Item]
        /// The server's clock as of the answer.
        package var date: Timestamp?
        /// The path and query that was asked, to be repeated by `kubectl get --raw`.
        package var query: String
        /// Why not all objects were read; nil where they were.
        package var gap: String?
        /// Of the answers.
        package var bytes = 0
    }

    /// - Parameter namespace: nil lists all namespaces, or a cluster-scoped kind.
    package func list<Item: Manifest>(
        _ resource: APIResource, as kind: Item.Type = Item.self, namespace: String? = nil, options: ListOptions = ListOptions()
    ) async throws(KubernetesError) -> Listing<Item> {
        let operation = APIOperation("list", resource, namespace: namespace)
        let query = operation.path + "?" + options.query(usual: Item.pageSize).encoded
        return try await shared("\(Item.self) \(query)", about: operation) { client throws(KubernetesError) in
            var listing = Listing<Item>(items: [], query: query)
            let end = try await client.pages(of: operation, as: Item.self, options: options) { page, isRestart in
                if isRestart { listing.items = [] }
                listing.items += page
            }
            (listing.date, listing.gap, listing.bytes) = (end.date, end.gap, end.bytes)
            return (listing, end.bytes)
        }
    }

    /// How a list that was read in pieces ended.
    package struct PagesEnd: Sendable {
        package var date: Timestamp?
        package var gap: String?
        package var bytes = 0
    }

    /// Hands over a list page by page, so that no more than one page is held.
    ///
    /// A list that is longer than the limits allow, or whose rest doesn't come in time, ends early and says so.
    ///
    /// - Parameter take: is told to begin anew where the server no longer holds what the earlier pages belong to.
    func pages<Item: Manifest>(
        of operation: APIOperation, as kind: Item.Type, options: ListOptions, _ take: (_ items: [Item], _ isRestart: Bool) -> Void
    ) async throws(KubernetesError) -> PagesEnd {
        let clock = ContinuousClock()
        let deadline = clock.now + limits.timeout
        var end = PagesEnd()
        var count = 0
        var token: String?
        var isRestart = false
        var mayRestart = true
        repeat {
            let response: APIConnection.Response
            do {
                response = try await connection.send(
                    .init(
                        operation: operation, query: options.query(continuing: token, usual: kind.pageSize), accept: kind.mediaType,
                        timeout: clock.now.duration(to: deadline), maximumBytes: limits.listBytes - end.bytes))
            } catch {
                switch error.reason {
                case .gone where token != nil && error.continuation != nil:
                    // The rest of the list as of now: what changed meanwhile may be seen twice or missed, and no page is read again.
                    token = error.continuation
                    continue
                case .gone where token != nil && mayRestart:
                    mayRestart = false
                    isRestart = true
                    count = 0
                    token = nil
                    continue
                case .tooLarge, .timedOut, .gone:
                    guard count > 0 else { throw error }
                    end.gap = "the first \(count) were read, then: \(error.message)"
                    return end
                default:
                    throw error
                }
            }
            let page: ManifestList<Item> = try Self.page(of: response, operation)
            if end.date == nil { end.date = response.date }
            end.bytes += response.body.count
            count += page.items.count
            take(page.items, isRestart)
            isRestart = false
            token = page.continueToken
            if token != nil, count >= limits.listObjects {
                end.gap = "there are more than \(count)"
                return end
            }
        } while token != nil || isRestart
        return end
    }

    /// No item is lost to another's oddity: items are read leniently, and only what isn't a list at all is refused.
    private static func page<Item: Manifest>(
        of response: APIConnection.Response, _ operation: APIOperation
    ) throws(KubernetesError) -> ManifestList<Item> {
        let list: ManifestList<Item>?
        do {
            list = try ManifestList(parsing: response.body)
        } catch {
            throw KubernetesError(.malformed, operation, status: response.status, message: "\(error)")
        }
        guard let list else {
            throw KubernetesError(.malformed, operation, status: response.status, message: "a list was expected and something else came")
        }
        return list
    }
}

extension Manifest {
    /// The form in which the API server is asked for the kind.
    fileprivate static var mediaType: String {
        isMetadataOnly ? "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" : "application/json"
    }
}

extension KubernetesClient {
    /// Goes through a list without keeping its objects.
    ///
    /// - Parameters:
    ///   - purpose: What is made of the list: it tells the answer from others to the same question.
    ///   - add: Adds an object to the value.
    package func fold<Item: Manifest, Value: Sendable>(
        _ resource: APIResource, as kind: Item.Type, options: ListOptions = ListOptions(), purpose: String, into initial: Value,
        _ add: @escaping @Sendable (inout Value, Item) -> Void
    ) async throws(KubernetesError) -> (value: Value, gap: String?) {
        let operation = APIOperation("list", resource)
        let key = "\(purpose) \(operation.path)?\(options.query(usual: Item.pageSize).encoded)"
        return try await shared(key, about: operation) { client throws(KubernetesError) in
            var value = initial
            let end = try await client.pages(of: operation, as: Item.self, options: options) { page, isRestart in
                if isRestart { value = initial }
                for item in page { add(&value, item) }
            }
            return ((value, end.gap), Self.foldedBytes)
        }
    }

    /// A guess at what a fold leaves: next to nothing beside the list that it went through.
    private static let foldedBytes = 64 << 10
}
