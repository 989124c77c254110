import Synchronization
import Testing

@testable import AgentAnalysis

@Suite("A turnstile lets so many work at once")
struct TurnstileTests {
    @Test("no more than its width are inside, and all get through")
    func width() async {
        let turnstile = Turnstile(width: 3)
        let inside = Inside()
        let done = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<50 {
                group.addTask {
                    await turnstile.pass {
                        inside.enter()
                        for _ in 0..<5 { await Task.yield() }
                        inside.leave()
                        return 1
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(done == 50)
        #expect(inside.most <= 3)
        #expect(turnstile.waiting == 0)
    }

    @Test("one who is cancelled while waiting doesn't wait on, and takes nobody's turn")
    func cancelled() async {
        let turnstile = Turnstile(width: 1)
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await turnstile.pass {
                    for await _ in gate {}
                    return false
                }
            }
            while turnstile.isFree { await Task.yield() }
            group.addTask { await turnstile.pass { Task.isCancelled } }
            while turnstile.waiting == 0 { await Task.yield() }
            // Both: the one inside sees the end of its stream.
            group.cancelAll()
            #expect(await group.contains(true))
            opener.finish()
            await group.waitForAll()
        }
        #expect(turnstile.isFree)
        #expect(await turnstile.pass { true })
    }
}

/// Counts who is inside.
private final class Inside: Sendable {
    private struct Count {
        var now = 0
        var most = 0
    }

    private let count = Mutex(Count())

    var most: Int { count.withLock(\.most) }

    func enter() {
        count.withLock { count in
            count.now += 1
            count.most = max(count.most, count.now)
        }
    }

    func leave() {
        count.withLock { $0.now -= 1 }
    }
}
