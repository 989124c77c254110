import Testing

@testable import IngestApp

@Suite struct GroupCommitQueueTests {
    private typealias Queue = GroupCommitQueue<String, Int>

    private func queue(waiting: Int = 10, waitingAlerts: Int = 100, batch: Int = 3, batchAlerts: Int = 10) -> Queue {
        var limits = GroupCommitLimits()
        (limits.waitingWebhooks, limits.waitingAlerts, limits.batchWebhooks, limits.batchAlerts) = (waiting, waitingAlerts, batch, batchAlerts)
        return Queue(limits: limits)
    }

    @Test func `an idle writer gets the next webhook at once`() {
        var queue = queue()
        #expect(queue.turn(for: 1).isParked)
        #expect(queue.turn(for: 2).isParked)
        #expect(queue.admit("a", alerts: 1).woken == 2)
        #expect(queue.turn(for: 2).batch == ["a"])
        #expect(queue.admit("b", alerts: 1).woken == 1)
    }

    @Test func `what came while writers were busy is written together, in order, within the bounds of a batch`() {
        var queue = queue()
        for name in ["a", "b", "c", "d"] { #expect(queue.admit(name, alerts: 1).isQueued) }
        #expect(queue.admit("large", alerts: 9).isQueued)
        #expect(queue.admit("e", alerts: 2).isQueued)
        #expect(queue.turn(for: 1).batch == ["a", "b", "c"])
        #expect(queue.turn(for: 1).batch == ["d", "large"])
        #expect(queue.turn(for: 1).batch == ["e"])
        #expect(queue.turn(for: 1).isParked)
        #expect(queue.waitingAlerts == 0)
    }

    @Test func `a webhook larger than a batch has one to itself`() {
        var queue = queue()
        for (name, alerts) in [("a", 1), ("huge", 50), ("b", 1)] { _ = queue.admit(name, alerts: alerts) }
        #expect(queue.turn(for: 1).batch == ["a"])
        #expect(queue.turn(for: 1).batch == ["huge"])
        #expect(queue.turn(for: 1).batch == ["b"])
    }

    @Test func `past its bounds the queue takes nothing, until something was written`() {
        var queue = queue(waiting: 2, waitingAlerts: 10)
        #expect(queue.admit("a", alerts: 1).isQueued)
        #expect(queue.admit("too much", alerts: 10).isFull)
        #expect(queue.admit("b", alerts: 9).isQueued)
        #expect(queue.admit("c", alerts: 0).isFull)
        #expect(queue.turn(for: 1).batch == ["a", "b"])
        #expect(queue.admit("alone", alerts: 11).isQueued)
    }

    @Test func `of webhooks that are taken in parts as many are held as the bound has room for, or one, however large`() {
        var queue = queue(waitingAlerts: 10)
        let (huge, second) = (queue.hold(50), queue.hold(1))
        #expect(huge && !second)
        #expect(queue.admit("small", alerts: 10).isQueued)
        queue.release(50)
        let held = [4, 6, 1].map { queue.hold($0) }
        #expect(held == [true, true, false])
    }

    @Test func `closed, it writes what waits and lets its writers go`() {
        var queue = queue()
        #expect(queue.turn(for: 1).isParked)
        #expect(queue.turn(for: 2).isParked)
        #expect(queue.admit("a", alerts: 1).woken == 2)
        #expect(queue.close() == [1])
        #expect(queue.admit("late", alerts: 1).isClosed)
        #expect(queue.turn(for: 2).batch == ["a"])
        #expect(queue.turn(for: 2).isFinished)
        #expect(queue.turn(for: 1).isFinished)
    }
}

extension GroupCommitQueue.Turn {
    fileprivate var batch: [Item]? { if case .write(let batch) = self { batch } else { nil } }
    fileprivate var isParked: Bool { if case .parked = self { true } else { false } }
    fileprivate var isFinished: Bool { if case .finished = self { true } else { false } }
}

extension GroupCommitQueue.Admission {
    fileprivate var woken: Writer? { if case .wake(let writer) = self { writer } else { nil } }
    fileprivate var isQueued: Bool { if case .queued = self { true } else { false } }
    fileprivate var isFull: Bool { if case .full = self { true } else { false } }
    fileprivate var isClosed: Bool { if case .closed = self { true } else { false } }
}
