import Synchronization

/// Lets so many work at once and the others in their turn, first come first served.
///
/// What an analysis has read it holds until its rules are done. A burst of alerts, all of them reading side by side, would be no faster than in
/// turns, because they share their reads and the processors, and would hold many times the memory.
final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var nextNumber = 0
        /// In the order in which they came.
        var waiting: [(number: Int, turn: CheckedContinuation<Bool, Never>)] = []
    }

    private let state: Mutex<State>

    /// - Parameter width: how many at once, at least one.
    init(width: Int) {
        state = Mutex(State(free: max(1, width)))
    }

    /// How many wait for their turn.
    var waiting: Int { state.withLock(\.waiting.count) }
    /// Whether the next one need not wait.
    var isFree: Bool { state.withLock { $0.free > 0 } }

    /// Works when it is its turn. A caller that is cancelled while it waits goes on at once: its work sees that it is cancelled, and ends.
    func pass<Value>(_ work: () async -> Value) async -> Value {
        let hasTurn = await turn()
        defer { if hasTurn { leave() } }
        return await work()
    }

    /// - Returns: false where the caller was cancelled first.
    private func turn() async -> Bool {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { turn in
                let isAnswered: Bool? = state.withLock { state in
                    if Task.isCancelled { return false }
                    if state.free > 0 {
                        state.free -= 1
                        return true
                    }
                    state.waiting.append((number, turn))
                    return nil
                }
                if let isAnswered { turn.resume(returning: isAnswered) }
            }
        } onCancel: {
            let turn = state.withLock { state in
                state.waiting.firstIndex { $0.number == number }.map { state.waiting.remove(at: $0).turn }
            }
            turn?.resume(returning: false)
        }
    }

    private func leave() {
        let next: CheckedContinuation<Bool, Never>? = state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.free += 1
                return nil
            }
            return state.waiting.removeFirst().turn
        }
        next?.resume(returning: true)
    }
}
