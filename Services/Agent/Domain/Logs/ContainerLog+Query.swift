extension ContainerLog {
    /// The request that shows the log: an API path, or LogQL.
    public var query: String {
        switch origin {
        case .kubernetes: ResourcePath.log(namespace: namespace, pod: pod, container: container, isPrevious: isPrevious)
        case .loki(let query): query
        }
    }

    /// As evidence names where it is from.
    public var source: String {
        switch origin {
        case .kubernetes: "logs"
        case .loki: "loki"
        }
    }
}
