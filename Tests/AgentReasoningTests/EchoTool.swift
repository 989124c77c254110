import AgentReasoning
import Primitives
import Synchronization

/// Says what it was told, and keeps it.
final class EchoTool: AgentTool {
    let name = "echo"
    let summary = "Says it again."
    let source = "kubernetes"
    let parameters: JSONValue = [
        "type": "object", "required": ["text"], "additionalProperties": false, "properties": ["text": ["type": "string"]],
    ]
    private let heard = Mutex<[String]>([])
    private let answer: String?
    private let meeting: Meeting?
    private let gate: Gate?

    init(answer: String? = nil, meeting: Meeting? = nil, gate: Gate? = nil) {
        self.answer = answer
        self.meeting = meeting
        self.gate = gate
    }

    var asked: [String] { heard.withLock { $0 } }

    func call(_ arguments: JSONValue) async -> ToolAnswer {
        let text = arguments["text"]?.string ?? ""
        heard.withLock { $0.append(text) }
        await meeting?.wait()
        await gate?.hold()
        return ToolAnswer(text: answer ?? "you said \(text)", query: "echo \(text)")
    }
}

/// Lets nobody go on before so many have come: proof that they run at once.
actor Meeting {
    private let size: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(of size: Int) {
        self.size = size
    }

    func wait() async {
        if waiting.count + 1 == size {
            for one in waiting { one.resume() }
            waiting = []
        } else {
            await withCheckedContinuation { waiting.append($0) }
        }
    }
}

/// Holds a call until its task is cancelled.
actor Gate {
    private var isEntered = false
    private var watchers: [CheckedContinuation<Void, Never>] = []

    func hold() async {
        isEntered = true
        for watcher in watchers { watcher.resume() }
        watchers = []
        do {
            try await Task.sleep(for: .seconds(3600))
        } catch {
            // Cancelled, as it was waiting for.
        }
    }

    func entered() async {
        if !isEntered { await withCheckedContinuation { watchers.append($0) } }
    }
}
