package import AgentReasoning
package import Kubernetes
import KubernetesModel
package import Primitives

/// What Kubernetes reported of one object, or of a namespace.
package struct EventsTool: AgentTool {
    private let client: KubernetesClient
    private static let maximumEvents = 60

    package init(client: KubernetesClient) {
        self.client = client
    }

    package let name = "get_events"
    package let source = "kubernetes"
    package let summary = "Reads the events of a namespace, or of one object in it, warnings and the latest first, 60 at most."
    package let parameters: JSONValue = [
        "type": "object", "required": ["namespace"], "additionalProperties": false,
        "properties": [
            "namespace": ["type": "string", "description": "default for nodes and other objects of no namespace"],
            "kind": ["type": "string", "description": "As in Pod; left out for all"],
            "name": ["type": "string", "description": "The object's; left out for all"],
        ],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        let namespace = arguments["namespace"]?.string ?? ""
        guard ObjectName.isLabel(namespace) else { return .refusal("namespace is no name that Kubernetes takes.") }
        var selectors: [String] = []
        if let kind = arguments["kind"]?.string, !kind.isEmpty {
            guard kind.utf8.count <= 63, kind.utf8.allSatisfy({ ($0 | 0x20) >= UInt8(ascii: "a") && ($0 | 0x20) <= UInt8(ascii: "z") }) else {
                return .refusal("kind is none that Kubernetes has.")
            }
            selectors.append("involvedObject.kind=\(kind)")
        }
        if let name = arguments["name"]?.string, !name.isEmpty {
            guard ObjectName.isSubdomain(name) else { return .refusal("name is no name that Kubernetes takes.") }
            selectors.append("involvedObject.name=\(name)")
        }
        let options = ListOptions(fieldSelector: selectors.isEmpty ? nil : selectors.joined(separator: ","))
        do throws(KubernetesError) {
            let listing: KubernetesClient.Listing<Event> = try await client.list(.events, namespace: namespace, options: options)
            guard !listing.items.isEmpty else { return ToolAnswer(text: "There are no events.", query: listing.query) }
            let sorted = listing.items.sorted { first, second in
                first.isWarning != second.isWarning
                    ? first.isWarning : (first.lastSeen?.microseconds ?? 0) > (second.lastSeen?.microseconds ?? 0)
            }
            let left = sorted.count > Self.maximumEvents ? "\n(\(sorted.count - Self.maximumEvents) more)" : ""
            return ToolAnswer(text: sorted.prefix(Self.maximumEvents).map(Self.line).joined(separator: "\n") + left, query: listing.query)
        } catch {
            return .refusal("\(error)")
        }
    }

    private static func line(_ event: Event) -> String {
        let seen = event.lastSeen.map { "\($0) " } ?? ""
        let count = event.count > 1 ? " ×\(event.count)" : ""
        return "\(seen)\(event.type) \(event.reason) \(event.object.kind)/\(event.object.name)\(count): \(event.message)"
    }
}
