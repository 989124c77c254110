import Contracts
import Primitives
import Testing

@testable import Cases

@Suite("A variation")
struct VariationTests {
    private static let text = """
        title: An example.
        namespace: shop
        workloads:
          - deployment: ledger
            ports: [8080]
            env: {NAME: {variants: [a, b]}}
            pods: {state: waiting, reason: ImagePullBackOff, message: back-off}
        events:
          - {on: ledger, reason: Failed, message: [one about ledger, two about ledger, three about ledger]}
        alerts: [{name: A, labels: {pod: "${ledger.pod}"}}]
        truth: {category: image_not_found, object: ["Deployment shop/ledger", "Pod shop/${ledger}-*"], mention: [ledger]}
        """

    @Test("is the same for the same seed, and another for another")
    func seeds() throws {
        let first = try ExpandedCase(Self.text, variation: Variation(number: 1, seed: 7))
        let again = try ExpandedCase(Self.text, variation: Variation(number: 1, seed: 7))
        let other = try ExpandedCase(Self.text, variation: Variation(number: 1, seed: 8))
        #expect(first.files == again.files)
        #expect(first.files != other.files)
        #expect(Variation(number: 0, seed: 9) == .none)
    }

    @Test("takes every wording in turn, and keeps choices of one length together", arguments: 0...5)
    func wordings(number: Int) throws {
        let expanded = try ExpandedCase(Self.text, variation: Variation(number: number, seed: 3))
        let event = try #require(
            try expanded.items("/api/v1/events").first { $0["reason"] == "Failed" && $0["message"]?.string?.contains(" about ") == true })
        let words = ["one", "two", "three"]
        #expect(event["message"]?.string?.hasPrefix(words[number % 3]) == true)
    }

    @Test("renames consistently: what is expected goes with what is there", arguments: 1...8)
    func names(number: Int) throws {
        let expanded = try ExpandedCase(Self.text, variation: Variation(number: number, seed: 5))
        let judged = try #require(expanded.alerts.first)
        let namespace = try #require(judged.alert.labels["namespace"])
        let pod = try #require(judged.alert.labels["pod"])
        #expect(namespace != "shop")
        let found = try expanded.get("/api/v1/namespaces/\(namespace)/pods/\(pod)")
        #expect(found["metadata", "name"]?.string == pod)
        let workload = try #require(found["metadata", "labels", "app"]?.string)
        #expect(workload != "ledger")
        #expect(judged.truth.objects == ["Deployment \(namespace)/\(workload)", "Pod \(namespace)/\(workload)-*"])
        #expect(judged.truth.mentions.map(\.description) == [workload])
        let node = try #require(found["spec", "nodeName"]?.string)
        #expect(try expanded.get("/api/v1/nodes/\(node)")["metadata", "name"]?.string == node)
    }

    @Test("brings company into some namespaces, and never the same fault")
    func company() throws {
        let counts = try (1...20).map { number in
            let expanded = try ExpandedCase(Self.text, variation: Variation(number: number, seed: 11))
            let namespace = expanded.alerts.first?.alert.labels["namespace"] ?? ""
            let pods = try expanded.items("/api/v1/namespaces/\(namespace)/pods")
            #expect(!pods.contains { $0["spec", "containers"]?.array?.first?["image"]?.string?.contains("strayling") == true })
            let names = pods.compactMap { $0["metadata", "name"]?.string }
            return names.filter { !$0.hasPrefix("almanac") }.count
        }
        #expect(Set(counts).count > 2)
        #expect(counts.contains(1))
    }

    @Test("tells events by the newer API's fields, by the older's, or as components do")
    func eventStyles() throws {
        let styles = try (1...30).map { number in
            let expanded = try ExpandedCase(Self.text, variation: Variation(number: number, seed: 2))
            let event = try expanded.items("/api/v1/events").first { $0["message"]?.string?.contains(" about ") == true }
            return event?["lastTimestamp"] == .null
        }
        #expect(Set(styles) == [true, false])
    }
}
