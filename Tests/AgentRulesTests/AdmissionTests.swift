import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Pods that the API server refuses to create.
@Suite struct AdmissionTests {
    static let refusals: [(String, CauseCategory, String)] = [
        (
            "pods \"web-x\" is forbidden: exceeded quota: team, requested: requests.cpu=500m, used: requests.cpu=1, limited: requests.cpu=1",
            .quotaCPUExceeded, "ResourceQuota shop/team"
        ),
        (
            "pods \"web-x\" is forbidden: exceeded quota: team, requested: limits.memory=1Gi, used: limits.memory=2Gi, limited: limits.memory=2Gi",
            .quotaMemoryExceeded, "ResourceQuota shop/team"
        ),
        (
            "pods \"web-x\" is forbidden: exceeded quota: team, requested: pods=1, used: pods=4, limited: pods=4", .quotaPodsExceeded,
            "ResourceQuota shop/team"
        ),
        (
            "pods \"web-x\" is forbidden: error looking up service account shop/robot: serviceaccount \"robot\" not found", .missingServiceAccount,
            "Deployment shop/web"
        ),
        (
            "pods \"web-x\" is forbidden: maximum memory usage per Container is 512Mi, but limit is 1Gi", .limitRangeViolation,
            "LimitRange shop/limits"
        ),
        (
            "pods \"web-x\" is forbidden: violates PodSecurity \"restricted:latest\": allowPrivilegeEscalation != false", .podSecurityDenied,
            "Deployment shop/web"
        ),
        (
            "Internal error occurred: failed calling webhook \"inject.example.com\": failed to call webhook: Post \"https://inject.mesh.svc:443/\": dial tcp 10.96.3.3:443: connect: connection refused",
            .admissionWebhookFailed, "Deployment shop/web"
        ),
        ("admission webhook \"policy.example.com\" denied the request: no latest tags", .admissionWebhookFailed, "Deployment shop/web"),
    ]

    @Test(arguments: refusals) func aRefusalHasItsObject(message: String, category: CauseCategory, object: String) {
        var scene = Scene()
        scene.snapshot.limitRanges = [LimitRange(["metadata": Scene.metadata("limits"), "spec": ["limits": []]])]
        scene.deployment("web", replicas: 2, statuses: [])
        scene.event("FailedCreate", "Error creating: " + message, kind: "ReplicaSet", name: "web-6d4cf56db6")
        let cause = scene.cause(["deployment": "web"])
        #expect(cause.category == category)
        #expect(cause.object == object)
    }

    @Test func aRefusalWhileAccountsComeUpIsNoFault() {
        var scene = Scene()
        scene.deployment("web")
        scene.event(
            "FailedCreate",
            "Error creating: pods \"web-x\" is forbidden: error looking up service account shop/default: serviceaccount \"default\" not found",
            kind: "ReplicaSet", name: "web-6d4cf56db6", count: 2)
        #expect(scene.cause(["deployment": "web"]).category == .healthy)
    }

    @Test func aQuotaThatLeavesNoEventShowsInItsStatus() {
        var scene = Scene()
        scene.snapshot.resourceQuotas = [
            ResourceQuota(["metadata": Scene.metadata("team"), "status": ["hard": ["services": "2"], "used": ["services": "2"]]])
        ]
        let cause = scene.cause(["resourcequota": "team"])
        #expect(cause.category == .quotaServicesExceeded)
        #expect(cause.object == "ResourceQuota shop/team")
    }
}
