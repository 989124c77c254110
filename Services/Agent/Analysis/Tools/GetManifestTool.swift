import AgentDomain
package import AgentReasoning
package import Kubernetes
package import Masking
package import Primitives

/// One object of any kind, core or custom, as the API server holds it.
package struct GetManifestTool: AgentTool {
    private let client: KubernetesClient
    private let readsSecretMetadata: Bool
    private let masking: MaskingSession

    package init(
        client: KubernetesClient, readsSecretMetadata: Bool = false, masking: MaskingSession = Masker.standard.session()
    ) {
        self.masking = masking
        self.client = client
        self.readsSecretMetadata = readsSecretMetadata
    }

    package let name = "get_manifest"
    package let source = "kubernetes"
    package let summary = "Reads one Kubernetes object of any kind, custom ones included. Secrets' values are never shown."
    package let parameters: JSONValue = [
        "type": "object", "required": ["kind", "name"], "additionalProperties": false,
        "properties": [
            "kind": ["type": "string", "description": "As in Deployment, hpa or virtualservices.networking.istio.io"],
            "name": ["type": "string"],
            "namespace": ["type": "string", "description": "Left out for kinds that belong to no namespace"],
            "api_version": ["type": "string", "description": "As in apps/v1; left out for the preferred one"],
        ],
    ]

    package func call(_ arguments: JSONValue) async -> ToolAnswer {
        do throws(ManifestQuestion.Refused) {
            let question = try ManifestQuestion(arguments)
            guard let name = question.name else { return .refusal("name is missing.") }
            let found = try await question.ask(client, readsSecretMetadata: readsSecretMetadata, limit: 1)
            guard let object = found.objects.first else {
                let place = question.namespace.map { " in namespace \($0)" } ?? ""
                return ToolAnswer(text: "There is no \(found.kind.kind) \(name)\(place).", isError: true, query: found.query)
            }
            return ToolAnswer(text: ManifestText(masking: masking).text(of: object), query: found.query)
        } catch {
            return .refusal(error.sentence)
        }
    }
}
