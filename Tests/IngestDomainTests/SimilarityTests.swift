import Contracts
import IngestDomain
import Testing

/// How alike incidents are.
@Suite("Similar incidents") struct SimilarityTests {
    private static func profile(
        _ category: CauseCategory? = .oomKilled, object: String = "orders-db", alerts: [String] = ["KubePodCrashLooping"],
        workload: String = "orders-db", words: [String] = ["order", "kill"]
    ) -> IncidentProfile {
        IncidentProfile(
            cause: category.map {
                RootCause(
                    category: $0, title: "t", object: ObjectReference(kind: "StatefulSet", namespace: "shop", name: object), confidence: 0.9,
                    explanation: "e", evidence: [])
            }, alerts: alerts.map { .init(name: $0, namespace: "shop", workload: workload) }, words: words)
    }

    private static func score(_ one: IncidentProfile, _ other: IncidentProfile, text: Double? = nil) -> Similarity {
        Similarity(wanted: one.traits, shared: Set(one.traits).intersection(other.traits), text: text)
    }

    @Test("The same again is wholly alike")
    func same() {
        let similarity = Self.score(Self.profile(), Self.profile(), text: 1)
        #expect(similarity.score == 1)
        #expect(similarity.reasons.first == "same cause (oom_killed)")
        #expect(similarity.reasons.contains("same workload (shop/orders-db)"))
    }

    @Test("A shared cause weighs more than a shared workload, and that more than an alert's name")
    func order() {
        let asked = Self.profile()
        let cause = Self.score(asked, Self.profile(object: "cart", alerts: ["X"], workload: "cart", words: []))
        let workload = Self.score(asked, Self.profile(.imageNotFound, alerts: ["X"], words: []))
        let alert = Self.score(asked, Self.profile(.imageNotFound, workload: "cart", words: []))
        #expect(cause.score > workload.score && workload.score > alert.score)
        #expect(cause.score >= Similarity.threshold && alert.score < Similarity.threshold)
    }

    @Test("Verdicts and strangers have nothing in common")
    func nothing() {
        #expect(Self.score(Self.profile(.healthy, words: []), Self.profile(.healthy, alerts: ["X"], workload: "cart", words: [])).score == 0)
        #expect(Similarity(wanted: [], shared: []).score == 0)
    }

    @Test("Where titles aren't measured, the words that they share count")
    func words() {
        let one = Self.profile(words: ["order", "kill", "memori", "db"])
        let other = Self.profile(words: ["order", "kill"])
        #expect(Self.score(one, other).score < Self.score(one, one).score)
        #expect(Self.score(one, other).score > Self.score(one, Self.profile(words: [])).score)
    }

    @Test("An incident of hundreds of alerts has a bounded number of traits, each of a bounded length")
    func bounds() {
        let profile = Self.profile(alerts: (0..<500).map { "Alert\($0)" + String(repeating: "x", count: 9_000) })
        #expect(profile.traits.count < 60)
        #expect(profile.traits.allSatisfy { $0.description.utf8.count < 1_200 })
    }

    @Test("A trait is read back as it is written", arguments: IncidentTrait.Kind.allCases)
    func text(kind: IncidentTrait.Kind) {
        let trait = IncidentTrait(kind, "a:b c")
        #expect(IncidentTrait(trait.description) == trait)
    }
}
