import Primitives

/// The queue as a terminal shows it.
struct QueueReport {
    var overview: QueueClient.Overview
    var letters: [QueueClient.DeadLetter]

    func text(_ terminal: Terminal) -> String {
        var lines = [numbers]
        for agent in overview.agents where agent.state != "closed" {
            lines.append(PlainText.sanitized("\(agent.worker) leaves the agent alone (\(agent.state)): \(agent.reason ?? "no reason given")"))
        }
        guard !letters.isEmpty else { return lines.joined(separator: "\n") }
        var table = Table([
            ("job", .right), ("died", .left), ("cluster", .left), ("what", .left), ("attempts", .right), ("error", .left),
        ])
        for letter in letters {
            table.add([
                .init(String(letter.id)), .init(letter.diedAt.map { "\($0)" } ?? ""), .init(letter.cluster), .init(Self.name(letter)),
                .init(String(letter.attempts)), .init(PlainText.truncated(letter.error ?? "", columns: 100)),
            ])
        }
        return (lines + [""] + table.lines(terminal)).joined(separator: "\n")
    }

    private var numbers: String {
        let wait = overview.longestWaitSeconds.map { ", the first of them for \(Int($0)) s" } ?? ""
        return "\(overview.queued) queued\(wait); \(overview.running) of at most \(overview.concurrency) running; \(overview.dead) dead"
    }

    private static func name(_ letter: QueueClient.DeadLetter) -> String {
        guard letter.kind == "analyze" else { return "summary of an incident" }
        return letter.subject.isEmpty ? letter.alertName : "\(letter.alertName) on \(letter.subject)"
    }
}
