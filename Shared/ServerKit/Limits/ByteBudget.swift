import Synchronization

/// Bytes that the bodies of all requests under way may hold together.
///
/// It is what keeps memory flat under any load: a body beyond it stays with its client until there is room, first come first served,
/// and is refused when that takes too long.
final class ByteBudget: Sendable {
    private struct Waiter {
        let number: Int
        let bytes: Int
        let admission: CheckedContinuation<Bool, Never>
    }

    private struct State {
        var inUse = 0
        /// In the order in which they came.
        var waiters: [Waiter] = []
        var nextNumber = 0
    }

    let capacity: Int
    private let state = Mutex(State())

    init(capacity: Int) {
        self.capacity = capacity
    }

    var inUse: Int { state.withLock(\.inUse) }
    /// Bodies that wait for room.
    var waiting: Int { state.withLock(\.waiters.count) }

    /// What one request holds of the budget. It has to be released once.
    final class Share: Sendable {
        private let budget: ByteBudget
        private let bytes = Atomic<Int>(0)

        init(of budget: ByteBudget) {
            self.budget = budget
        }

        /// Takes more while a body comes in whose size nobody knew.
        ///
        /// - Returns: false where there isn't that much left: nothing is taken then. One request alone may always go on, however large it is.
        func grow(by count: Int) -> Bool {
            let own = bytes.load(ordering: .relaxed)
            guard budget.take(count, own: own) else { return false }
            bytes.wrappingAdd(count, ordering: .relaxed)
            return true
        }

        /// Takes what a whole body will hold, as soon as there is room and it is its turn.
        ///
        /// - Returns: false where it hasn't come to that within the time.
        func grow(by count: Int, within limit: Duration) async -> Bool {
            guard await budget.take(count, within: limit) else { return false }
            bytes.wrappingAdd(count, ordering: .relaxed)
            return true
        }

        func release() {
            budget.giveBack(bytes.exchange(0, ordering: .relaxed))
        }
    }

    private func take(_ count: Int, own: Int) -> Bool {
        state.withLock { state in
            guard state.inUse == own || state.inUse + count <= capacity else { return false }
            state.inUse += count
            return true
        }
    }

    private func take(_ count: Int, within limit: Duration) async -> Bool {
        let isTaken = state.withLock { state in
            guard state.waiters.isEmpty, fits(count, state) else { return false }
            state.inUse += count
            return true
        }
        guard !isTaken, limit > .zero else { return isTaken }
        return await wait(for: count, within: limit)
    }

    private func wait(for count: Int, within limit: Duration) async -> Bool {
        let number = state.withLock { state in
            state.nextNumber += 1
            return state.nextNumber
        }
        return await withTaskGroup { group in
            group.addTask {
                // Cut short when the wait is over: then there is nobody left to give up.
                try? await Task.sleep(for: limit)
                self.giveUp(number)
            }
            let isTaken = await withCheckedContinuation { admission in
                let isTaken = state.withLock { state in
                    if state.waiters.isEmpty, fits(count, state) {
                        state.inUse += count
                        return true
                    }
                    state.waiters.append(Waiter(number: number, bytes: count, admission: admission))
                    return false
                }
                if isTaken { admission.resume(returning: true) }
            }
            group.cancelAll()
            return isTaken
        }
    }

    private func giveUp(_ number: Int) {
        let waiter: Waiter? = state.withLock { state in
            state.waiters.firstIndex { $0.number == number }.map { state.waiters.remove(at: $0) }
        }
        waiter?.admission.resume(returning: false)
    }

    private func giveBack(_ count: Int) {
        guard count > 0 else { return }
        let admitted = state.withLock { state in
            state.inUse -= count
            var admitted = 0
            while admitted < state.waiters.count, fits(state.waiters[admitted].bytes, state) {
                state.inUse += state.waiters[admitted].bytes
                admitted += 1
            }
            defer { state.waiters.removeFirst(admitted) }
            return Array(state.waiters.prefix(admitted))
        }
        for waiter in admitted { waiter.admission.resume(returning: true) }
    }

    private func fits(_ count: Int, _ state: borrowing State) -> Bool {
        state.inUse == 0 || state.inUse + count <= capacity
    }
}
