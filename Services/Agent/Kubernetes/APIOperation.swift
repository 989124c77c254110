/// One question to the API server, in the words that its access rules use.
package struct APIOperation: Hashable, Sendable {
    /// `list`, `get`, `create`, …
    package var verb: String
    package var resource: APIResource
    /// `log` of `pods/log`; nil for the object itself.
    package var subresource: String?
    /// nil for a cluster-scoped resource, and for all namespaces.
    package var namespace: String?
    package var name: String?

    package init(_ verb: String, _ resource: APIResource, subresource: String? = nil, namespace: String? = nil, name: String? = nil) {
        self.verb = verb
        self.resource = resource
        self.subresource = subresource
        self.namespace = namespace
        self.name = name
    }

    /// `pods/log`, `deployments.apps`: how `kubectl auth can-i` names it.
    package var resourceName: String {
        let group = resource.group.isEmpty ? "" : ".\(resource.group)"
        return resource.plural + group + (subresource.map { "/\($0)" } ?? "")
    }

    /// The path below the server's address, percent-encoded.
    package var path: String {
        resource.path(namespace: namespace, name: name, subresource: subresource)
    }
}

extension APIOperation: CustomStringConvertible {
    package var description: String {
        let object = name.map { " \($0)" } ?? ""
        return "\(verb) \(resourceName)\(object)" + (namespace.map { " in namespace \($0)" } ?? "")
    }
}
