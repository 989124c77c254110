import AgentDomain
package import AgentReasoning
package import Kubernetes
import KubernetesModel
package import Masking
package import Primitives

/// The last lines that a container wrote, or its run before this one.
package struct PodLogsTool: AgentTool {
    private let client: KubernetesClient
    private let masking: MaskingSession
    private static let maximumLines = 500

    package init(client: KubernetesClient, masking: MaskingSession = Masker.standard.session()) {
        self.client = client
        self.masking = masking
    }

    package let name = "get_pod_logs"
    package let source = "logs"
    package let summary = "Reads the last lines of a container's log, or of its previous run, of which the crash is."
    package let parameters: JSONValue = [
        "type": "object", "required": ["namespace", "pod", "container"], "additionalProperties": false,
        "properties": [
            "namespace": ["type": "string"], "pod": ["type": "string"], "container": ["type": "string"],
            "previous": ["type": "boolean", "description": "The run before the current one; false where it is left out"],
            "tail": ["type": "integer", "description": "Lines from the end, 1 to 500; 100 where it is left out"],
            "contains": ["type": "string", "description": "Only lines that hold this text, in any case"],
        ],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        let namespace = arguments["namespace"]?.string ?? ""
        let pod = arguments["pod"]?.string ?? ""
        let container = arguments["container"]?.string ?? ""
        guard ObjectName.isLabel(namespace), ObjectName.isSubdomain(pod), ObjectName.isLabel(container) else {
            return .refusal("namespace, pod or container is no name that Kubernetes takes.")
        }
        let tail = min(Self.maximumLines, max(1, Int(arguments["tail"]?.integer ?? 100)))
        let options = LogOptions(tailLines: tail, previous: arguments["previous"]?.bool ?? false)
        do throws(KubernetesError) {
            let (log, query) = try await client.log(pod: pod, container: container, namespace: namespace, options: options)
            switch log {
            case .unavailable(let why): return ToolAnswer(text: why, isError: true, query: query)
            case .text(let text): return ToolAnswer(text: shown(text, holding: arguments["contains"]?.string), query: query)
            }
        } catch {
            return .refusal("\(error)")
        }
    }

    /// Masked before lines are chosen: a key's lines without its first and last are known by no rule.
    private func shown(_ text: String, holding wanted: String?) -> String {
        let lines = masking.mask(lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
        guard let wanted = wanted?.lowercased(), !wanted.isEmpty else {
            return text.isEmpty ? "It has written nothing." : lines.joined(separator: "\n")
        }
        let found = lines.filter { $0.lowercased().contains(wanted) }
        return found.isEmpty ? "No line of these holds that." : found.joined(separator: "\n")
    }
}
