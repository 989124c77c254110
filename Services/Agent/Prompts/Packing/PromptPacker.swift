/// Chooses what goes into a prompt: decisive evidence always, and of the rest what tells most, as far as the tokens reach.
struct PromptPacker {
    let budget: PromptBudget
    /// Tokens that are spent already: system prompt, headings, the task.
    let fixedTokens: Int

    struct Packed {
        /// By section, in the order in which they were given.
        var items: [PromptItem]
        /// How many were left out, by section.
        var leftOut: [PromptSection: Int]
    }

    func pack(_ items: [PromptItem]) -> Packed {
        let allowed = withinCounts(items)
        var kept = Set(allowed.filter { items[$0].isDecisive })
        var spent = fixedTokens + kept.reduce(0) { $0 + items[$1].tokens }
        // Of equal worth, what was given first.
        let rest = allowed.filter { !items[$0].isDecisive }.sorted { (items[$0].worth, -$0) > (items[$1].worth, -$1) }
        for position in rest where spent + items[position].tokens <= budget.tokens {
            kept.insert(position)
            spent += items[position].tokens
        }
        var leftOut: [PromptSection: Int] = [:]
        for position in items.indices where !kept.contains(position) { leftOut[items[position].section, default: 0] += 1 }
        let shown = kept.sorted { (items[$0].section.rawValue, $0) < (items[$1].section.rawValue, $1) }.map { items[$0] }
        return Packed(items: shown, leftOut: leftOut)
    }

    /// Positions of what the counts of the budget allow.
    private func withinCounts(_ items: [PromptItem]) -> [Int] {
        var allowed: [Int] = []
        for section in PromptSection.allCases {
            let members = items.indices.filter { items[$0].section == section }
            let limit: Int? =
                switch section {
                case .logs: budget.logLines
                case .events: budget.events
                case .similar, .earlier, .related: budget.summaries
                default: nil
                }
            guard let limit, members.count > limit else {
                allowed += members
                continue
            }
            allowed += members.sorted { (items[$0].isDecisive ? 1 : 0, items[$0].worth, -$0) > (items[$1].isDecisive ? 1 : 0, items[$1].worth, -$1) }
                .prefix(limit)
        }
        return allowed
    }
}
