import Synchronization

/// Bytes that the bodies of all requests under way may hold together.
///
/// It is what keeps memory flat under any load: beyond it requests are refused before their bodies are read.
final class ByteBudget: Sendable {
    let capacity: Int
    private let reserved = Atomic<Int>(0)

    init(capacity: Int) {
        self.capacity = capacity
    }

    var inUse: Int { reserved.load(ordering: .relaxed) }

    /// What one request holds of the budget. It has to be released once.
    final class Share: Sendable {
        private let budget: ByteBudget
        private let bytes = Atomic<Int>(0)

        init(of budget: ByteBudget) {
            self.budget = budget
        }

        /// - Returns: false where there isn't that much left: nothing is taken then. One request alone may always go on, however large it is.
        func grow(by count: Int) -> Bool {
            let own = bytes.load(ordering: .relaxed)
            let total = budget.reserved.wrappingAdd(count, ordering: .relaxed).newValue
            guard total <= budget.capacity || total == own + count else {
                budget.reserved.wrappingSubtract(count, ordering: .relaxed)
                return false
            }
            bytes.wrappingAdd(count, ordering: .relaxed)
            return true
        }

        func release() {
            budget.reserved.wrappingSubtract(bytes.exchange(0, ordering: .relaxed), ordering: .relaxed)
        }
    }
}
