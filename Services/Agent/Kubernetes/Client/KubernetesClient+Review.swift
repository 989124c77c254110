import FoundationEssentials
import HTTPTypes
import KubernetesModel
import Primitives

/// Whether a question would be answered, and why not.
package struct AccessDecision: Hashable, Sendable {
    package var isAllowed: Bool
    package var reason: String?
}

extension KubernetesClient {
    /// Asks the API server whether these credentials may do it, as `kubectl auth can-i` does.
    ///
    /// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
    package func mayI(_ operation: APIOperation) async throws(KubernetesError) -> AccessDecision {
        let asking = APIOperation("create", .selfSubjectAccessReviews)
        let body: [UInt8]
        do {
            body = [UInt8](try JSONEncoder().encode(Self.review(of: operation)))
        } catch {
            throw KubernetesError(.badRequest, asking, message: "the review can't be encoded")
        }
        let response = try await connection.send(
            .init(operation: asking, method: .post, body: body, timeout: limits.timeout, maximumBytes: limits.objectBytes))
        let status = try Self.parse(response, asking)["status"]
        guard let allowed = status?["allowed"]?.bool else {
            throw KubernetesError(.malformed, asking, status: response.status, message: "the answer has no status.allowed")
        }
        return AccessDecision(isAllowed: allowed, reason: status?["reason"]?.string)
    }

    private static func review(of operation: APIOperation) -> JSONValue {
        var attributes: [String: JSONValue] = [
            "verb": .string(operation.verb), "group": .string(operation.resource.group), "version": .string(operation.resource.version),
            "resource": .string(operation.resource.plural),
        ]
        attributes["namespace"] = operation.namespace.map(JSONValue.string)
        attributes["name"] = operation.name.map(JSONValue.string)
        attributes["subresource"] = operation.subresource.map(JSONValue.string)
        return [
            "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectAccessReview",
            "spec": ["resourceAttributes": .object(attributes)],
        ]
    }
}
