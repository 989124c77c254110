import AgentDomain
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Why claims aren't bound, from the fields of claims, classes and volumes.
@Suite struct StorageTests {
    struct Case: Sendable, CustomTestStringConvertible {
        var testDescription: String
        var claim: JSONValue = [:]
        var volume: JSONValue = [:]
        var labels: JSONValue = [:]
        var phase: String = "Available"
        var expected: CauseCategory
    }

    static let cases: [Case] = [
        Case(testDescription: "too small", volume: ["capacity": ["storage": "5Gi"]], expected: .pvcCapacityMismatch),
        Case(testDescription: "other access mode", claim: ["accessModes": ["ReadWriteMany"]], expected: .pvcAccessModeMismatch),
        Case(
            testDescription: "other labels", claim: ["selector": ["matchLabels": ["tier": "db"]]], labels: ["tier": "web"],
            expected: .pvcSelectorMismatch),
        Case(testDescription: "taken", volume: ["claimRef": ["namespace": "other", "name": "theirs"]], phase: "Bound", expected: .pvAlreadyBound),
        Case(
            testDescription: "named and taken", claim: ["volumeName": "pv-1"], volume: ["claimRef": ["namespace": "other", "name": "theirs"]],
            phase: "Bound", expected: .pvAlreadyBound),
        Case(testDescription: "missing class", claim: ["storageClassName": "gone"], expected: .pvcStorageClassMissing),
    ]

    @Test(arguments: cases) func aPendingClaimHasItsReason(one: Case) {
        var scene = Scene()
        let claim: JSONValue = ["storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "10Gi"]]]
        let volume: JSONValue = ["storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "20Gi"]]
        func merged(_ base: JSONValue, _ more: JSONValue) -> JSONValue { .object((base.object ?? [:]).merging(more.object ?? [:]) { $1 }) }
        scene.snapshot.storageClasses = [StorageClass(["metadata": ["name": "manual"], "provisioner": "kubernetes.io/no-provisioner"])]
        scene.snapshot.persistentVolumeClaims = [
            PersistentVolumeClaim(["metadata": Scene.metadata("data"), "spec": merged(claim, one.claim), "status": ["phase": "Pending"]])
        ]
        scene.snapshot.persistentVolumes = [
            PersistentVolume([
                "metadata": ["name": "pv-1", "labels": one.labels], "spec": merged(volume, one.volume), "status": ["phase": .string(one.phase)],
            ])
        ]
        let cause = scene.cause(["persistentvolumeclaim": "data"])
        #expect(cause.category == one.expected)
        #expect(cause.object == "PersistentVolumeClaim shop/data")
    }

    /// A volume remembers the claim that it was bound to by uid; the alert names the volume alone.
    private func scene(volume phase: String, message: String? = nil, hasClaim: Bool) -> Scene {
        var scene = Scene()
        scene.snapshot.storageClasses = [StorageClass(["metadata": ["name": "manual"], "provisioner": "kubernetes.io/no-provisioner"])]
        scene.snapshot.persistentVolumes = [
            PersistentVolume([
                "metadata": ["name": "pv-1"],
                "spec": [
                    "storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "capacity": ["storage": "20Gi"],
                    "claimRef": ["namespace": "shop", "name": "data", "uid": "an-earlier-one"],
                ],
                "status": ["phase": .string(phase), "message": .string(message ?? "")],
            ])
        ]
        guard hasClaim else { return scene }
        scene.snapshot.persistentVolumeClaims = [
            PersistentVolumeClaim([
                "metadata": Scene.metadata("data"),
                "spec": ["storageClassName": "manual", "accessModes": ["ReadWriteOnce"], "resources": ["requests": ["storage": "10Gi"]]],
                "status": ["phase": "Pending"],
            ])
        ]
        return scene
    }

    @Test func anAlertThatNamesAVolumeIsAboutTheClaimThatWaitsForIt() {
        let labels = ["persistentvolume": "pv-1", "alertname": "PersistentVolumeReleased"]
        #expect(scene(volume: "Released", hasClaim: true).cause(labels).category == .pvAlreadyBound)
        #expect(scene(volume: "Released", hasClaim: false).cause(labels).category == .healthy)
    }

    @Test func aVolumeThatCouldNotBeReclaimedSaysSo() {
        let scene = scene(volume: "Failed", message: "error deleting volume: in use", hasClaim: false)
        let cause = scene.analyze(["persistentvolume": "pv-1"]).rootCauses.first
        #expect(cause?.category == .provisioningFailed)
        #expect(cause?.object?.description == "PersistentVolume pv-1")
        #expect(cause?.explanation.contains("error deleting volume: in use") == true)
    }

    @Test func aProvisionersRefusalIsCited() {
        var scene = Scene()
        scene.snapshot.storageClasses = [StorageClass(["metadata": ["name": "fast"], "provisioner": "ebs.csi.aws.com"])]
        scene.snapshot.persistentVolumeClaims = [
            PersistentVolumeClaim(["metadata": Scene.metadata("data"), "spec": ["storageClassName": "fast"], "status": ["phase": "Pending"]])
        ]
        scene.event(
            "ProvisioningFailed", "failed to provision volume with StorageClass \"fast\": rpc error: code = ResourceExhausted",
            kind: "PersistentVolumeClaim", name: "data")
        let response = scene.analyze(["persistentvolumeclaim": "data"])
        #expect(response.rootCauses.first?.category == .provisioningFailed)
        #expect(response.evidence.contains { $0.text.contains("ResourceExhausted") })
    }

    @Test func aClaimThatWaitsForItsFirstConsumerIsNoFault() {
        var scene = Scene()
        scene.snapshot.storageClasses = [
            StorageClass(["metadata": ["name": "fast"], "provisioner": "x", "volumeBindingMode": "WaitForFirstConsumer"])
        ]
        scene.snapshot.persistentVolumeClaims = [
            PersistentVolumeClaim(["metadata": Scene.metadata("data"), "spec": ["storageClassName": "fast"], "status": ["phase": "Pending"]])
        ]
        #expect(scene.cause(["persistentvolumeclaim": "data"]).category == .healthy)
    }
}
