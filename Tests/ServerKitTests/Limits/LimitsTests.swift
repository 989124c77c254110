import Synchronization
import Telemetry
import Testing

@testable import ServerKit

@Suite("Limits")
struct LimitsTests {
    private let start = ContinuousClock.now

    @Test func `a bucket lets a burst pass, then its rate, and says when to come back`() {
        let rate = TokenBucket.Rate(perSecond: 10, burst: 20)
        var bucket = TokenBucket(rate, at: start)
        for _ in 0..<20 { #expect(bucket.take(rate, at: start) == nil) }
        #expect(bucket.take(rate, at: start) == .seconds(0.1))
        #expect(bucket.take(rate, at: start + .milliseconds(50)) == .seconds(0.05))
        #expect(bucket.take(rate, at: start + .milliseconds(100)) == nil)
        #expect(bucket.take(rate, at: start + .milliseconds(100)) != nil)
        // A long pause gives no more than one burst.
        let later = start + .seconds(3600)
        #expect((0..<30).count { _ in bucket.take(rate, at: later) == nil } == 20)
    }

    @Test func `a bucket whose clock goes back lets nothing more pass`() {
        let rate = TokenBucket.Rate(perSecond: 10, burst: 1)
        var bucket = TokenBucket(rate, at: start)
        #expect(bucket.take(rate, at: start) == nil)
        #expect(bucket.take(rate, at: start - .seconds(60)) != nil)
    }

    @Test func `a limiter keeps its keys apart, and its memory bounded`() {
        let limiter = RateLimiter<Int>(.init(perSecond: 1, burst: 1), capacity: 100)
        #expect(limiter.take(1, at: start) == nil)
        #expect(limiter.take(1, at: start) != nil)
        #expect(limiter.take(2, at: start) == nil)
        for key in 0..<10_000 { _ = limiter.take(key, at: start) }
        #expect(limiter.count <= 100)
    }

    @Test func `a limiter takes over another rate, also for those who have used up the old one`() {
        let limiter = RateLimiter<Int>(nil, capacity: 100)
        for _ in 0..<10 { #expect(limiter.take(1, at: start) == nil) }
        limiter.set(.init(perSecond: 1, burst: 1))
        #expect(limiter.take(1, at: start) == nil)
        #expect(limiter.take(1, at: start) != nil)
        limiter.set(.init(perSecond: 1000, burst: 1))
        #expect(limiter.take(1, at: start + .milliseconds(2)) == nil)
        limiter.set(nil)
        for _ in 0..<10 { #expect(limiter.take(1, at: start) == nil) }
    }

    @Test func `keys that make no difference any more are forgotten first`() {
        let limiter = RateLimiter<Int>(.init(perSecond: 1, burst: 2), capacity: 3)
        _ = limiter.take(1, at: start)
        _ = limiter.take(2, at: start)
        let later = start + .seconds(10)
        for _ in 0..<2 { _ = limiter.take(3, at: later) }
        _ = limiter.take(4, at: later)
        #expect(limiter.take(3, at: later) != nil)
    }

    @Test func `a budget admits up to its capacity, and again what was released`() {
        let budget = ByteBudget(capacity: 100)
        let (one, other) = (ByteBudget.Share(of: budget), ByteBudget.Share(of: budget))
        #expect(one.grow(by: 60))
        #expect(!other.grow(by: 60))
        #expect(budget.inUse == 60)
        #expect(other.grow(by: 40))
        one.release()
        one.release()
        #expect(budget.inUse == 40)
        #expect(other.grow(by: 60))
        other.release()
        #expect(budget.inUse == 0)
    }

    @Test func `a body larger than the whole budget is taken when it is alone`() {
        let budget = ByteBudget(capacity: 100)
        let (one, other) = (ByteBudget.Share(of: budget), ByteBudget.Share(of: budget))
        #expect(one.grow(by: 1000))
        #expect(!other.grow(by: 1))
    }

    @Test func `who waits for room gets it in turn, and a large one isn't passed by small ones`() async {
        let budget = ByteBudget(capacity: 100)
        let holder = ByteBudget.Share(of: budget)
        #expect(await holder.grow(by: 80, within: .zero))
        let taken = Order()
        await withTaskGroup { group in
            for (place, bytes) in [95, 10, 10].enumerated() {
                group.addTask {
                    let share = ByteBudget.Share(of: budget)
                    guard await share.grow(by: bytes, within: .seconds(60)) else { return }
                    taken.bytes.withLock { $0.append(bytes) }
                    share.release()
                }
                while budget.waiting <= place { await Task.yield() }
            }
            holder.release()
        }
        let order = taken.bytes.withLock { $0 }
        #expect(order == [95, 10, 10])
        #expect(budget.inUse == 0)
    }

    @Test func `who waits too long gives up, and leaves the turn to the next`() async {
        let budget = ByteBudget(capacity: 100)
        let (holder, large, small) = (ByteBudget.Share(of: budget), ByteBudget.Share(of: budget), ByteBudget.Share(of: budget))
        #expect(await holder.grow(by: 80, within: .zero))
        #expect(await !large.grow(by: 50, within: .milliseconds(1)))
        #expect(await small.grow(by: 20, within: .zero))
        #expect(budget.inUse == 100)
    }

    @Test func `a budget is never exceeded by many at once`() async {
        let budget = ByteBudget(capacity: 1000)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    for _ in 0..<2000 {
                        let share = ByteBudget.Share(of: budget)
                        let isTaken = await share.grow(by: 300, within: .seconds(60))
                        #expect(isTaken && (300...1000).contains(budget.inUse))
                        share.release()
                    }
                }
            }
        }
        #expect(budget.inUse == 0)
    }

    @Test func `every limit has a series from the start`() {
        let registry = MetricsRegistry()
        _ = LimitHits(registry: registry)
        let text = registry.exposition()
        for limit in LimitHits.Limit.allCases { #expect(text.contains("whence_limit_hits_total{limit=\"\(limit.rawValue)\"} 0")) }
    }
}

private final class Order: Sendable {
    let bytes = Mutex<[Int]>([])
}
