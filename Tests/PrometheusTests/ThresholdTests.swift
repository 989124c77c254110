import Testing

@testable import Prometheus

@Suite("An alert's expression")
struct ThresholdTests {
    @Test(
        "is taken apart at its outermost comparison with a number",
        arguments: [
            ("up == 0", "up", Threshold.Comparison.equal, 0.0), ("a{x=\"> 1\"} / b > 0.9", "a{x=\"> 1\"} / b", .greater, 0.9),
            ("(a > 1) < 5e-1", "(a > 1)", .less, 0.5),
            ("sum by (pod) (rate(x{code=~\"5..\"}[5m])) >= 3", "sum by (pod) (rate(x{code=~\"5..\"}[5m]))", .greaterOrEqual, 3),
            ("x\n  != -1", "x", .notEqual, -1),
        ])
    func parts(expression: String, measured: String, comparison: Threshold.Comparison, bound: Double) throws {
        let threshold = try #require(Threshold(expression))
        #expect(threshold.measured == measured)
        #expect(threshold.comparison == comparison)
        #expect(threshold.bound == bound)
    }

    @Test(
        "is left whole where it is no such comparison",
        arguments: ["a > b", "a > 1 and b > 2", "a > 1 unless on (pod) c", "vector(1)", "a > bool 1", "1 < a", "", "a > 1 > 2", "absent(up)"])
    func whole(expression: String) {
        #expect(Threshold(expression) == nil)
    }
}
