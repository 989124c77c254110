import AgentDomain
import Contracts
import Primitives
import TestSupport
import Testing

@testable import AgentReasoning

@Suite("Citations")
struct CitationTests {
    private let citations: Citations = {
        var shelf = ResultShelf(firstNumber: 3)
        _ = shelf.keep(
            (1...400).map { $0 == 300 ? "{\"image\": \"registry/orders:1.4.2\"}" : "line \($0)" }.joined(separator: "\n"), tool: "get_manifest",
            source: "kubernetes", query: "/apis/apps/v1", at: AnalysisFixture.now)
        return Citations(
            shown: AnalysisFixture.study().response.evidence, shelf: shelf, given: "KubePodCrashLooping shop 90 %", known: AnalysisFixture.known)
    }()

    @Test("are those that exist, each once, however they are written")
    func existing() {
        #expect(citations.existing(["E1", "[e2]", "E1", "E3", "E9", "evidence", ""]) == ["E1", "E2", "E3"])
    }

    @Test(
        "hold what a claim quotes",
        arguments: [
            "It ended with exit code 137 at 12:03:04 after 12 restarts.", "Its limit is 512Mi.", "The log says \"connect ECONNREFUSED\".",
            "The log says “connect  ECONNREFUSED … orders-db:5432”.", "orders-7d9f8b6c5-abcde of shop/orders-db was restarted on 2026-11-21.",
            "The alert speaks of 90 percent.", "3 pods suffer, 1 doesn't.", "`orders-config` is mounted.",
            "Nothing is quoted here, I/O and read-only aside.",
        ])
    func founded(claim: String) {
        #expect(citations.unfounded(in: claim, citing: ["E1", "E2"]).isEmpty)
    }

    @Test(
        "don't hold what was made up",
        arguments: [
            ("It ended with exit code 139.", "139"), ("Its limit is 1024Mi.", "1024"), ("13 restarts.", "13"), ("at 12:03:40", "12:03:40"),
            ("The log says \"out of memory\".", "out of memory"), ("orders-7d9f8b6c5-zzzzz ended.", "orders-7d9f8b6c5-zzzzz"), ("37 of them.", "37"),
        ])
    func unfounded(claim: String, value: String) {
        #expect(citations.unfounded(in: claim, citing: ["E1", "E2"]) == [value])
    }

    @Test(
        "take no part of a number or name for the whole",
        arguments: [
            ("13.7 percent failed.", "exit code 137"), ("1.28 cores", "128Mi"), ("500 failed", "0.500 s"), ("500 failed", "1,500 failed"),
            ("45 pods", "at 12:45:03"), ("21 pods", "on 2026-11-21T12:45:03Z"), ("12 pods", "at 2026-11-21T12:45:03Z"),
            ("1.4 is old", "orders:1.4.2"),
            ("shop-db-1 is away.", "shop-db-12 is away"), ("shop-db-1 is away.", "my-shop-db-1 is away"), ("evil-1/orders ended.", "orders ended"),
        ])
    func wholes(claim: String, evidence: String) {
        #expect(!cited(evidence).unfounded(in: claim, citing: ["E1"]).isEmpty)
    }

    @Test(
        "take a number for the same where only its writing differs",
        arguments: [
            ("1,500 failed", "1500 failed"), ("1.500 fielen aus", "1500 failed"), ("13,7 Prozent", "13.7 %"), ("port 5432", "10.0.0.12:5432"),
            ("codes 8080 and 9090", "[8080,9090]"), ("at 12:45", "at 12:45"), ("at 12:45:03", "2026-11-21T12:45:03Z"), ("10 s.", "after 10."),
            ("shop/shop-db-1 ended", "Pod shop/shop-db-1: ended"), ("shop-db-1 ended", "shop-db-1.shop.svc ended"), ("12 pods", "(12, 13)"),
        ])
    func spellings(claim: String, evidence: String) {
        #expect(cited(evidence).unfounded(in: claim, citing: ["E1"]).isEmpty)
    }

    private func cited(_ text: String) -> Citations {
        Citations(
            shown: [AnalysisFixture.evidence("E1", "kubernetes", nil, text)], shelf: ResultShelf(), given: "", known: AnalysisFixture.known)
    }

    @Test("are not founded on what was asked")
    func queries() {
        var shelf = ResultShelf(firstNumber: 1)
        _ = shelf.keep(
            "There is no such series in that time.", tool: "query_prometheus", source: "prometheus", query: "up{x=\"lost 4711\"}",
            at: AnalysisFixture.now)
        let citations = Citations(shown: [], shelf: shelf, given: "", known: KnownObjects())
        #expect(citations.unfounded(in: "It says \"lost 4711\".", citing: ["E1"]) == ["lost 4711", "4711"])
    }

    @Test("hold only what they cite")
    func onlyCited() {
        #expect(citations.unfounded(in: "exit code 137", citing: ["E1"]) == ["137"])
        #expect(citations.unfounded(in: "image \"registry/orders:1.4.2\"", citing: ["E3"]).isEmpty)
    }

    @Test("of a long answer of a tool show the lines that bear out what was said")
    func lines() {
        #expect(citations.item("E3", for: ["the image is \"registry/orders:1.4.2\""])?.text == "{\"image\": \"registry/orders:1.4.2\"}")
        #expect(citations.item("E3", for: ["nothing"])?.text.count == EvidenceBook.maximumLength)
    }
}
