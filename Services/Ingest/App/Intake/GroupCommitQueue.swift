/// Who waits for a transaction, and who waits for something to write: the decisions of ``GroupCommit``, apart from its continuations.
///
/// A writer that finds nothing is parked, and the next webhook goes to it at once: an idle service adds no delay.
/// While all writers are busy webhooks gather, and the first one that is done takes as many as one transaction may have.
struct GroupCommitQueue<Item, Writer> {
    private struct Entry {
        var item: Item
        var alerts: Int
    }

    enum Admission {
        /// It waits for a busy writer.
        case queued
        /// This writer is to be woken: the queue has something for it.
        case wake(Writer)
        /// Too much waits already.
        case full
        /// Nothing is taken any more.
        case closed
    }

    enum Turn {
        case write([Item])
        /// There is nothing to do yet: the writer was parked.
        case parked
        /// There never will be.
        case finished
    }

    private let limits: GroupCommitLimits
    private var waiting: [Entry] = []
    private var parked: [Writer] = []
    private var isClosed = false
    private(set) var waitingAlerts = 0
    /// Of webhooks that are taken in parts, from their first to their last.
    private(set) var heldAlerts = 0

    init(limits: GroupCommitLimits) {
        self.limits = limits
    }

    var waitingWebhooks: Int { waiting.count }

    mutating func admit(_ item: Item, alerts: Int) -> Admission {
        guard !isClosed else { return .closed }
        // One that alone exceeds the bound, where that is set so low, is taken when nothing else waits: it could never come in otherwise.
        let fits = waiting.count < limits.waitingWebhooks && (waiting.isEmpty || waitingAlerts + alerts <= limits.waitingAlerts)
        guard fits else { return .full }
        waiting.append(Entry(item: item, alerts: alerts))
        waitingAlerts += alerts
        return parked.popLast().map { .wake($0) } ?? .queued
    }

    /// Whether a webhook that is taken in parts may begin: there is room for all of it beside others of that kind, or it is the only one, however
    /// large. Smaller ones have their own room meanwhile.
    mutating func hold(_ alerts: Int) -> Bool {
        guard heldAlerts == 0 || heldAlerts + alerts <= limits.waitingAlerts else { return false }
        heldAlerts += alerts
        return true
    }

    /// Such a webhook has been answered.
    mutating func release(_ alerts: Int) {
        heldAlerts -= alerts
    }

    /// What a writer does next. `writer` is kept only where the answer is ``Turn/parked``.
    mutating func turn(for writer: Writer) -> Turn {
        var count = 0
        var alerts = 0
        while count < min(waiting.count, limits.batchWebhooks), count == 0 || alerts + waiting[count].alerts <= limits.batchAlerts {
            alerts += waiting[count].alerts
            count += 1
        }
        if count > 0 {
            let batch = waiting.prefix(count).map(\.item)
            waiting.removeFirst(count)
            waitingAlerts -= alerts
            return .write(batch)
        }
        if isClosed { return .finished }
        parked.append(writer)
        return .parked
    }

    /// Takes nothing more; what waits is still written.
    /// - Returns: The parked writers, to be woken so that they find out.
    mutating func close() -> [Writer] {
        isClosed = true
        defer { parked = [] }
        return parked
    }
}
