import Primitives
import Tempo

/// A trace's spans, as they called each other.
struct SpanTree: Sendable {
    let spans: [StoredSpan]
    /// The span that the request began with: the longest without a parent.
    let root: Int
    private let children: [[Int]]
    /// Callers above a span; a broken trace can make a circle, which is cut.
    let depths: [Int]

    /// - Returns: nil for a trace without spans.
    init?(_ spans: [StoredSpan]) {
        var positions: [String: Int] = [:]
        for (position, span) in spans.enumerated() where positions[span.id] == nil { positions[span.id] = position }
        var children = [[Int]](repeating: [], count: spans.count)
        var roots: [Int] = []
        for (position, span) in spans.enumerated() {
            if let parent = span.parentID.flatMap({ positions[$0] }), parent != position {
                children[parent].append(position)
            } else {
                roots.append(position)
            }
        }
        guard let root = roots.max(by: { spans[$0].length < spans[$1].length }) ?? spans.indices.first else { return nil }
        self.spans = spans
        self.children = children
        self.root = root
        var depths = [Int](repeating: -1, count: spans.count)
        var queue = roots.map { ($0, 0) }
        var next = 0
        while next < queue.count {
            let (span, depth) = queue[next]
            next += 1
            guard depths[span] < 0 else { continue }
            depths[span] = depth
            queue += children[span].map { ($0, depth + 1) }
        }
        self.depths = depths
    }

    func children(of span: Int) -> [Int] { children[span] }

    /// The time of a span in which none of its children was under way.
    func selfTime(of span: Int) -> Duration {
        let bounds = spans[span]
        var covered = Duration.zero
        var reached = bounds.start
        for child in children[span].map({ spans[$0] }).sorted(by: { $0.start < $1.start }) {
            let start = max(reached, child.start)
            let end = min(bounds.end, child.end)
            if start < end {
                covered += end - start
                reached = end
            }
        }
        return max(.zero, bounds.length - covered)
    }

    /// What the request's duration is made of: for each moment the innermost span that was waited for, walking back from the end.
    func criticalPath() -> [(span: Int, share: Duration)] {
        var shares: [Int: Duration] = [:]
        var visited: Set<Int> = []
        var pending: [(span: Int, until: Timestamp)] = [(root, spans[root].end)]
        while let (span, until) = pending.popLast() {
            guard visited.insert(span).inserted else { continue }
            var cursor = min(spans[span].end, until)
            var own = Duration.zero
            for child in children[span].sorted(by: { spans[$0].end > spans[$1].end }) where cursor > spans[span].start {
                let end = min(cursor, spans[child].end)
                let start = max(spans[span].start, spans[child].start)
                guard start < end else { continue }
                own += cursor - end
                pending.append((child, end))
                cursor = start
            }
            if cursor > spans[span].start { own += cursor - spans[span].start }
            if own > .zero { shares[span] = own }
        }
        return shares.map { (span: $0.key, share: $0.value) }.sorted { spans[$0.span].start < spans[$1.span].start }
    }
}

extension StoredSpan {
    var length: Duration { end - start }
}
