package import AgentReasoning
package import Kubernetes
import KubernetesModel
package import Masking
package import Primitives

/// What there is of a kind, a line each: enough to choose which one to read.
package struct ListManifestsTool: AgentTool {
    private let client: KubernetesClient
    private let readsSecretMetadata: Bool
    private let masking: MaskingSession
    private static let maximumObjects = 50

    package init(
        client: KubernetesClient, readsSecretMetadata: Bool = false, masking: MaskingSession = Masker.standard.session()
    ) {
        self.masking = masking
        self.client = client
        self.readsSecretMetadata = readsSecretMetadata
    }

    package let name = "list_manifests"
    package let source = "kubernetes"
    package let summary = "Lists Kubernetes objects of a kind with their state in a few words, 50 at most."
    package let parameters: JSONValue = [
        "type": "object", "required": ["kind"], "additionalProperties": false,
        "properties": [
            "kind": ["type": "string", "description": "As in Deployment, hpa or virtualservices.networking.istio.io"],
            "namespace": ["type": "string", "description": "Left out for all namespaces"],
            "label_selector": ["type": "string", "description": "As in app=orders,tier!=web"],
            "api_version": ["type": "string", "description": "As in apps/v1; left out for the preferred one"],
        ],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        do throws(ManifestQuestion.Refused) {
            let question = try ManifestQuestion(arguments)
            let found = try await question.ask(client, readsSecretMetadata: readsSecretMetadata, limit: Self.maximumObjects)
            var answer: [String: JSONValue] = [
                "kind": .string(found.kind.kind), "objects": .array(found.objects.prefix(Self.maximumObjects).map(Self.row)),
            ]
            if let gap = found.gap { answer["more"] = .string(gap) }
            return ToolAnswer(text: ManifestText(masking: masking).text(of: .object(answer)), query: found.query)
        } catch {
            return .refusal(error.sentence)
        }
    }

    private static func row(_ object: JSONValue) -> JSONValue {
        let metadata = object["metadata"]
        let status = object["status"]
        var row: [String: JSONValue] = [:]
        row["name"] = metadata?["name"]
        row["namespace"] = metadata?["namespace"]
        row["created"] = metadata?["creationTimestamp"]
        row["labels"] = metadata?["labels"]
        row["phase"] = status?["phase"]
        let conditions = (status?["conditions"].list ?? []).map { condition -> JSONValue in
            let reason = condition["reason"].nonEmpty.map { " (\($0))" } ?? ""
            return .string("\(condition["type"]?.string ?? "?")=\(condition["status"]?.string ?? "?")\(reason)")
        }
        if !conditions.isEmpty { row["conditions"] = .array(conditions) }
        for field in ["replicas", "readyReplicas", "active", "succeeded", "failed"] {
            if let count = status?[field], count != .null { row[field] = count }
        }
        return .object(row)
    }
}
