import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// What keeps a deleted namespace from ending, by its conditions.
@Suite struct NamespaceEndTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var conditions: [(String, String)]
        var expected: CauseCategory
        var object = "Namespace shop"
    }

    static let cases: [Case] = [
        Case(
            testDescription: "finalizers",
            conditions: [
                ("NamespaceContentRemaining", "Some resources are remaining: persistentvolumeclaims. has 1 resource instances"),
                ("NamespaceFinalizersRemaining", "Some content in the namespace has finalizers remaining: example.com/keep in 1 resource instances"),
            ], expected: .invalidConfiguration),
        Case(
            testDescription: "pods that take their time",
            conditions: [("NamespaceContentRemaining", "Some resources are remaining: pods. has 2 resource instances")], expected: .inconclusive),
        Case(
            testDescription: "a webhook that denies",
            conditions: [
                (
                    "NamespaceDeletionContentFailure",
                    "Failed to delete all resource types, 1 remaining: admission webhook \"guard.example.com\" denied the request: protected"
                )
            ], expected: .admissionWebhookFailed, object: "ValidatingWebhookConfiguration guard"),
        Case(
            testDescription: "an API that doesn't answer",
            conditions: [("NamespaceDeletionDiscoveryFailure", "Discovery failed for some groups, 1 failing: metrics.k8s.io/v1beta1: stale")],
            expected: .controlPlaneUnhealthy),
    ]

    @Test(arguments: cases) func aNamespaceThatDoesNotEndSaysWhy(one: Case) {
        var scene = Scene()
        let conditions = one.conditions.map { type, message -> JSONValue in
            ["type": .string(type), "status": "True", "message": .string(message), "lastTransitionTime": .string(Scene.ago(900))]
        }
        scene.snapshot.namespaces = [
            Namespace([
                "metadata": ["name": "shop", "deletionTimestamp": .string(Scene.ago(1200))],
                "status": ["phase": "Terminating", "conditions": .array(conditions)],
            ])
        ]
        scene.snapshot.validatingWebhooks = [
            ValidatingWebhookConfiguration(["metadata": ["name": "guard"], "webhooks": [["name": "guard.example.com", "failurePolicy": "Fail"]]])
        ]
        let cause = scene.cause(["alertname": "KubeNamespaceTerminating"])
        #expect(cause.category == one.expected)
        #expect(cause.object == one.object)
    }
}
