/// A step of a plan, as `EXPLAIN` writes it: how it reads, from which table by which index, and on what conditions.
struct PlanNode {
    /// In characters: what belongs to a step stands further to the right.
    let indentation: Int
    /// `Index Scan using jobs_dead on jobs  (cost=…)`
    let text: Substring
    /// `Index Cond: (id = $1)`, `Filter: …`
    var conditions: [Substring] = []

    /// All steps, the outermost first, as the lines have them.
    static func steps(of lines: [Substring]) -> [PlanNode] {
        var steps: [PlanNode] = []
        for line in lines {
            let content = line.drop { $0 == " " || $0 == "\t" }
            let indentation = line.count - content.count
            if content.hasPrefix("->") {
                steps.append(PlanNode(indentation: indentation, text: content.dropFirst(2).drop { $0 == " " }))
            } else if steps.isEmpty {
                steps.append(PlanNode(indentation: -1, text: content))
            } else {
                steps[steps.count - 1].conditions.append(content)
            }
        }
        return steps
    }

    /// The index that it reads all of, if nothing stops it.
    private var indexReadToTheEnd: Substring? {
        guard !conditions.contains(where: { $0.hasPrefix("Index Cond:") }) else { return nil }
        return [
            "Index Scan using ", "Index Only Scan using ", "Index Scan Backward using ", "Index Only Scan Backward using ", "Bitmap Index Scan on ",
        ]
        .lazy.compactMap { word(after: $0) }.first
    }

    /// The table that it reads all of, if nothing stops it: by no index, or by one without a condition on it.
    ///
    /// - Parameter before: the steps before it: a bitmap of an index is made for the table of the step above.
    func tableReadToTheEnd(sparing partialIndexes: Set<String>, before: ArraySlice<PlanNode>) -> Substring? {
        if let table = word(after: "Seq Scan on ") { return table }
        guard let index = indexReadToTheEnd, !partialIndexes.contains(where: { index.contains($0) }) else { return nil }
        guard text.hasPrefix("Bitmap") else { return word(after: " on ") }
        return before.reversed().lazy.compactMap { $0.word(after: "Bitmap Heap Scan on ") }.first
    }

    /// Whether it stops when what stands above it has enough.
    var mayBeLimited: Bool { !text.hasPrefix("Bitmap") && !text.contains("Seq Scan on ") && !isFiltered }

    private var isFiltered: Bool { conditions.contains { $0.hasPrefix("Filter:") } }

    private func word(after prefix: String) -> Substring? {
        text.firstRange(of: prefix).flatMap { text[$0.upperBound...].split(separator: " ").first }
    }
}

extension PlanLog.Plan {
    /// Indexes of the few rows that matter at a time, whatever the table holds besides: these may be read whole.
    private static let small: Set<String> = [
        "incidents_active", "incidents_cluster_active", "incidents_due", "incidents_flapping", "jobs_running", "jobs_dead", "analyses_uncorrelated",
        "episodes_expiry",
    ]

    /// Whether a growing table is read from one end to the other. A limit ends that in time, unless what is read is thrown away on the way to it.
    func readsToTheEnd(where isGrowing: (Substring) -> Bool) -> Bool {
        let steps = PlanNode.steps(of: lines)
        return steps.indices.contains { position in
            let step = steps[position]
            guard let table = step.tableReadToTheEnd(sparing: Self.small, before: steps[..<position]), isGrowing(table) else { return false }
            return !(step.mayBeLimited && isLimited(position, in: steps))
        }
    }

    private func isLimited(_ position: Int, in steps: [PlanNode]) -> Bool {
        var indentation = steps[position].indentation
        for step in steps[..<position].reversed() where step.indentation < indentation {
            if step.text.hasPrefix("Limit") { return true }
            indentation = step.indentation
        }
        return false
    }
}
