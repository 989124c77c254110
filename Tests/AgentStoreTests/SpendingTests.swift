import AgentSessions
import AgentStore
import Contracts
import LLM
import Primitives
import TestSupport
import Testing

/// What one thing has cost.
func spending(cost: Double?, input: Int = 100, of model: String = "m") -> ModelSpending {
    var spending = ModelSpending()
    spending.add(TokenUsage(input: input, cachedInput: 40, output: 10, calls: 1), cost: cost, of: ModelIdentity(provider: "p", model: model))
    return spending
}

@Suite("What models cost, in PostgreSQL")
struct SpendingTests {
    @Test func `is added up by day, model and incident, as it is in memory`() async throws {
        try await TestSessions.with(replicas: 2) { replicas in
            let (one, other) = (replicas[0], replicas[1])
            one.tally.add(spending(cost: 0.5), for: .analysis, incidentID: "i1")
            other.tally.add(spending(cost: 0.25, of: "cheap"), for: .chat, incidentID: "i1")
            other.tally.add(spending(cost: nil, of: "free"), for: .summary, incidentID: "i2")
            let memory = UsageTally(clock: one.time.clock)
            memory.giveBack(one.tally.sums)
            memory.giveBack(other.tally.sums)
            for store in replicas { await store.keeper.keep() }
            one.time.advance(by: .seconds(86_400))
            one.tally.add(spending(cost: 1), for: .analysis, incidentID: "i1")
            memory.giveBack(one.tally.sums)
            await one.keeper.keep()

            let since = TestTime.start.startOfDay
            for by in UsageReport.Grouping.allCases {
                let question = try #require(UsageQuestion(since: since, until: since + .seconds(2 * 86_400), by: by))
                let stored = try await one.sessions.usage(question)
                #expect(stored == UsageRows(memory.sums, for: question))
                #expect(stored.total.spent.microdollars == 1_750_000)
                #expect(stored.total.spent.unpricedCalls == 1)
                #expect(stored.rows.count == (by == .day || by == .incident ? 2 : 3))
            }
            let first = try #require(UsageQuestion(since: since, until: since + .seconds(1), by: .day))
            #expect(try await one.sessions.usage(first).total.requests == 3)
            let none = try #require(UsageQuestion(since: since - .seconds(86_400), until: since, by: .model))
            #expect(try await one.sessions.usage(none) == UsageRows(rows: [], total: UsageSum()))
        }
    }

    @Test func `is written without the row that the database refuses, and the budget is exchanged`() async throws {
        try await TestSessions.with(budget: DailyBudget(usd: 100)) { replicas in
            let store = replicas[0]
            // Longer than an entry of an index may be, and of no two equal parts that it could be compressed by.
            var generator = SystemRandomNumberGenerator()
            let name = String(
                String.UnicodeScalarView((0..<2_000).compactMap { _ in Unicode.Scalar(UInt32.random(in: 0x4E00...0x9FFF, using: &generator)) }))
            store.tally.add(spending(cost: 1, of: name), for: .analysis, incidentID: nil)
            store.tally.add(spending(cost: 2), for: .analysis, incidentID: nil)
            let model = BudgetedModel(ScriptedModel([.text("yes")]), meter: store.meter) { _, _ in 0.5 }
            _ = try await model.reply(to: ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(1)))
            await store.keeper.keep()
            #expect(store.tally.sums.isEmpty)
            #expect(try await store.count("llm_usage") == 1)
            #expect(try await store.count("llm_days") == 1)
        }
    }

    @Test func `has keys of bounded length, in which nothing is told apart that the database can't`() {
        let tally = UsageTally()
        let long = String(repeating: "e" + String(repeating: "\u{301}", count: 50), count: 100)
        for incident in [long, "a\u{0}b", "ab"] { tally.add(spending(cost: 1), for: .analysis, incidentID: incident) }
        #expect(tally.sums.count == 2)
        #expect(tally.sums.keys.allSatisfy { $0.incidentID.utf8.count <= 400 })
    }

    @Test func `is one request, however many models it took`() {
        let tally = UsageTally()
        var spent = spending(cost: 1, of: "judge")
        spent.add(TokenUsage(input: 1, calls: 1), cost: 1, of: ModelIdentity(provider: "p", model: "condenser"))
        tally.add(spent, for: .analysis, incidentID: nil)
        #expect(tally.sums.values.map(\.requests).sorted() == [0, 1])
        #expect(tally.sums.first { $0.value.requests == 1 }?.key.model.model == "judge")
    }

    @Test func `counts against one budget for all replicas, and for its day alone`() async throws {
        try await TestSessions.with(replicas: 2, budget: DailyBudget(usd: 1)) { replicas in
            let script = ScriptedModel([.text("yes")])
            let models = replicas.map { BudgetedModel(script, meter: $0.meter) { _, _ in 0.6 } }
            let request = ModelRequest(system: "", turns: [.user("?")], timeout: .seconds(1))

            _ = try await models[0].reply(to: request)
            for store in replicas { await store.keeper.keep() }
            _ = try await models[1].reply(to: request)
            for store in replicas.reversed() { await store.keeper.keep() }
            #expect(replicas.map(\.meter.spend.microdollars) == [1_200_000, 1_200_000])
            for model in models {
                let error = await #expect(throws: ModelError.self) { try await model.reply(to: request) }
                #expect(error?.reason == .budgetSpent)
                #expect(error?.detail.contains("LLM_DAILY_BUDGET_USD") == true)
            }
            #expect(script.requests.count == 2)

            replicas[0].time.advance(by: .seconds(86_400))
            _ = try await models[0].reply(to: request)
            #expect(replicas[0].meter.spend.microdollars == 600_000)
        }
    }
}
