import FoundationEssentials

/// The figures that an evaluation must not fall below: those of an earlier one, saved in a file.
struct Baseline: Codable, Hashable, Sendable {
    var score: Score
    /// What holds whatever was saved.
    var minimum: Minimum

    struct Minimum: Codable, Hashable, Sendable {
        var top1: Double
        var falseAlarms: Int

        private enum CodingKeys: String, CodingKey {
            case top1
            case falseAlarms = "false_alarms"
        }

        /// What the project promises.
        static let promised = Minimum(top1: 0.95, falseAlarms: 0)
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    static func read(_ path: String) throws -> Baseline {
        do {
            return try JSONDecoder().decode(Baseline.self, from: try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Failure(description: "\(path) is no baseline: \(error)")
        }
    }

    func write(_ path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try (encoder.encode(self) + Data("\n".utf8)).write(to: URL(filePath: path))
    }

    /// Rounding, not a case.
    private static let tolerance = 0.0005

    /// What has become worse, a sentence each; empty where nothing has.
    func regressions(in now: Score) -> [String] {
        var found: [String] = []
        func compare(_ name: String, _ before: Double, _ after: Double) {
            if after < before - Self.tolerance { found.append("\(name) fell from \(Self.percent(before)) to \(Self.percent(after))") }
        }
        if now.top1 < minimum.top1 - Self.tolerance {
            found.append("right at 1 is \(Self.percent(now.top1)), at least \(Self.percent(minimum.top1)) is asked for")
        }
        if now.falseAlarms > minimum.falseAlarms {
            found.append("\(Wording.count(now.falseAlarms, "false alarm")) where nothing is wrong, at most \(minimum.falseAlarms) allowed")
        }
        if now.cases < score.cases { found.append("\(now.cases) cases, \(score.cases) before") }
        compare("right at 1", score.top1, now.top1)
        compare("right among 3", score.top3, now.top3)
        compare("evidence recall", score.evidenceRecall, now.evidenceRecall)
        for (family, before) in score.families.sorted(by: { $0.key < $1.key }) {
            compare("\(family): right at 1", before.top1, now.families[family]?.top1 ?? 0)
        }
        return found
    }

    private static func percent(_ share: Double) -> String {
        "\(Wording.fixed(share * 100, decimals: 1)) %"
    }
}
