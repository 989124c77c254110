import IngestDomain
import Primitives
import ServerKit

/// What ingest's lists take.
extension QueryReader {
    mutating func page<Position>(_ type: Position.Type = Position.self) -> Page<Position> {
        let limit = value("limit", "an integer from 1 to \(PageLimit.maximum)") { text in
            Int(text).flatMap { (1...PageLimit.maximum).contains($0) ? $0 : nil }
        }
        let after = value("after", "the `next` of the page before", Position.init)
        return Page(limit: limit ?? PageLimit.usual, after: after)
    }

    mutating func severity() -> SeverityCriterion {
        var criterion = SeverityCriterion()
        criterion.names = Set(texts("severity", maximum: 64))
        criterion.leastRank = value("min_severity", "one of critical, error, warning and info") { text in
            let rank = Severity(text).rank
            return rank > 0 ? rank : nil
        }
        return criterion
    }

    mutating func matchers() -> [LabelMatcher] {
        var matchers: [LabelMatcher] = []
        for text in texts("filter", maximum: 400) {
            do throws(LabelMatcherError) {
                matchers += try LabelMatcherParser.matchers(in: text)
            } catch {
                refuse("filter", error.description)
            }
        }
        if matchers.count > LabelMatcher.maximumCount { refuse("filter", "may hold \(LabelMatcher.maximumCount) matchers in all") }
        return matchers
    }
}
