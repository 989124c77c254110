import AgentPrompts
import FoundationEssentials
import LLM
import Primitives

/// How the calls of one turn are answered: each once, all that are new at once.
extension ToolLoop {
    /// In the order of the calls.
    func answers(to calls: [ToolCall], _ conversation: inout Conversation) async -> [ToolResult] {
        var results = [ToolResult?](repeating: nil, count: calls.count)
        var toRun: [(position: Int, key: String, tool: any AgentTool, arguments: JSONValue)] = []
        var sameTurn: [String: Int] = [:]
        var twins: [Int: Int] = [:]
        var isNew = false
        var made = 0
        for (position, call) in calls.enumerated() {
            func refuse(_ sentence: String) {
                results[position] = ToolResult(callID: call.id, name: call.name, text: sentence, isError: true)
            }
            guard case .json(let sent) = call.arguments else {
                refuse("The arguments are not JSON. Nothing was asked.")
                continue
            }
            // Some models write no arguments as null.
            let arguments = sent == .null ? .object([:]) : sent
            let key = Self.key(call.name, arguments)
            if let known = conversation.asked[key] {
                refuse("You asked exactly this before: its answer is \(known), above. Ask something else, or answer.")
                continue
            }
            if let first = sameTurn[key] {
                twins[position] = first
                continue
            }
            let limits = conversation.budget.limits
            let isWithinLimits = made < limits.callsAtOnce && conversation.budget.calls + made < limits.calls
            if let shelfTool = ResultShelf.tools.first(where: { $0.name == call.name }) {
                guard isWithinLimits else {
                    refuse("Too many calls: this one was not made.")
                    continue
                }
                made += 1
                sameTurn[key] = position
                isNew = true
                conversation.asked[key] = arguments["id"]?.string ?? "the one"
                let answer =
                    ArgumentCheck.complaint(about: arguments, schema: shelfTool.parameters).map { ToolAnswer.refusal($0) }
                    ?? shelfTool.call(arguments, shelf: conversation.shelf)
                results[position] = ToolResult(
                    callID: call.id, name: call.name, text: shown(answer, id: arguments["id"]?.string, in: conversation), isError: answer.isError)
                continue
            }
            guard let tool = tools.first(where: { $0.name == call.name }) else {
                refuse("There is no tool of this name. There are: \(tools.map(\.name).sorted().joined(separator: ", ")).")
                continue
            }
            if let complaint = ArgumentCheck.complaint(about: arguments, schema: tool.parameters) {
                refuse("\(complaint) Nothing was asked.")
                continue
            }
            guard isWithinLimits else {
                refuse("Too many calls: this one was not made.")
                continue
            }
            made += 1
            sameTurn[key] = position
            isNew = true
            toRun.append((position, key, tool, arguments))
        }
        conversation.budget.called(made)
        conversation.idleTurns = isNew ? 0 : conversation.idleTurns + 1

        let time = min(conversation.budget.limits.toolTime, conversation.budget.remaining)
        let answered = await withTaskGroup(of: (Int, ToolAnswer).self) { group in
            for (index, run) in toRun.enumerated() {
                let id = calls[run.position].id
                onEvent(.toolCalled(id: id, name: run.tool.name, arguments: run.arguments.masked(by: mask)))
                group.addTask {
                    let began = ContinuousClock.now
                    var answer = await Self.call(run.tool, run.arguments, within: time)
                    answer.text = mask(answer.text)
                    answer.query = answer.query.map(mask)
                    onEvent(
                        .toolAnswered(
                            id: id, name: run.tool.name, text: answer.text, isError: answer.isError, milliseconds: Self.milliseconds(since: began)))
                    return (index, answer)
                }
            }
            return await group.reduce(into: [Int: ToolAnswer]()) { $0[$1.0] = $1.1 }
        }
        // Ids are given in the order of the calls, not in that of the answers, so that the same conversation reads the same again.
        for (index, run) in toRun.enumerated() {
            guard let answer = answered[index] else { continue }
            var id: String?
            if let query = answer.query ?? (answer.isError ? nil : run.tool.name) {
                id = conversation.shelf.keep(
                    answer.text, tool: run.tool.name, source: run.tool.source, query: query, at: clock.now, isError: answer.isError)
                conversation.asked[run.key] = id
            }
            results[run.position] = ToolResult(
                callID: calls[run.position].id, name: run.tool.name, text: shown(answer, id: id, in: conversation), isError: answer.isError)
        }
        for (position, first) in twins {
            results[position] = ToolResult(
                callID: calls[position].id, name: calls[position].name, text: "The same as call \(calls[first].id) of this turn: see its answer.")
        }
        return results.compactMap(\.self)
    }

    /// As the model sees it: data, between marks.
    private func shown(_ answer: ToolAnswer, id: String?, in conversation: Conversation) -> String {
        guard let id else { return answer.isError ? conversation.fence.escaped(answer.text) : conversation.fence.wrap(answer.text) }
        let text = Excerpt.headAndTail(of: answer.text, bytes: conversation.budget.limits.resultBytes) { leftOut in
            "[\(leftOut) bytes are left out here: search_result and read_result look into the whole of \(id)]"
        }
        return conversation.fence.wrap(text, ["id": id])
    }

    /// The same call, whatever the order of its arguments.
    private static func key(_ name: String, _ arguments: JSONValue) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        do {
            return name + " " + String(decoding: try encoder.encode(arguments), as: UTF8.self)
        } catch {
            // A number that isn't finite: two such calls are told apart by nothing, and asked once.
            return name
        }
    }

    private static func call(_ tool: any AgentTool, _ arguments: JSONValue, within time: Duration) async -> ToolAnswer {
        await withTaskGroup(of: ToolAnswer.self) { group in
            group.addTask { await tool.call(arguments) }
            group.addTask {
                do {
                    try await Task.sleep(for: time)
                    return .refusal("No answer came in time.")
                } catch {
                    return .refusal("Nobody waits for the answer any more.")
                }
            }
            let first = await group.next() ?? .refusal("Nothing answered.")
            group.cancelAll()
            return first
        }
    }
}
