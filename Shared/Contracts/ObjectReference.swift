/// Names one Kubernetes object, or one container of a pod: `StatefulSet shop/orders-db`.
public struct ObjectReference: Codable, Hashable, Sendable {
    /// The object's kind as its manifest says it: `Pod`, `StatefulSet`, `Node`.
    public var kind: String
    /// nil for cluster-scoped objects.
    public var namespace: String?
    public var name: String
    public var container: String?

    public init(kind: String, namespace: String?, name: String, container: String? = nil) {
        self.kind = kind
        self.namespace = namespace
        self.name = name
        self.container = container
    }

    /// The same object without its container.
    public var withoutContainer: ObjectReference {
        ObjectReference(kind: kind, namespace: namespace, name: name)
    }
}

extension ObjectReference: CustomStringConvertible {
    public var description: String {
        let path = [namespace, name].compactMap(\.self).joined(separator: "/")
        return container.map { "\(kind) \(path) (container \($0))" } ?? "\(kind) \(path)"
    }
}
