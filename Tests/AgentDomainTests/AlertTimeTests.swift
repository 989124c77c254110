import AgentDomain
import Primitives
import Testing

@Suite("An alert's own time")
struct AlertTimeTests {
    static let now = Timestamp(microseconds: 1_795_000_000_000_000)

    @Test(
        "begins before it fired by as much as the rule waited, and no firing is too long for a cause to stay one",
        arguments: [(720, 0), (720, 900), (720, 3600), (90_000, 0), (90_000, 900), (259_200, 900), (259_200, 3600)])
    func beginning(firing: Int64, pending: Int64) {
        let fired = Self.now - .seconds(firing)
        let time = AlertTime(startsAt: fired, now: Self.now, pending: .seconds(pending))
        #expect(time.includesBeginning(fired - .seconds(pending) - .seconds(60)))
        #expect(!time.includesBeginning(fired - .seconds(pending) - .seconds(1000)))
        #expect(time.includesBeginning(Self.now))
    }

    @Test("takes a rule that nobody knows for one that waits a quarter of an hour")
    func unknownRule() {
        let time = AlertTime(startsAt: Self.now - .seconds(60), now: Self.now)
        #expect(time.onset == Self.now - .seconds(960))
        #expect(time.includesBeginning(Self.now - .seconds(1800)))
    }

    @Test("forgets after a day what happened and is over")
    func memory() {
        let time = AlertTime(startsAt: Self.now - .seconds(259_200), now: Self.now)
        #expect(!time.isRecent(Self.now - .seconds(259_000)))
        #expect(time.isRecent(Self.now - .seconds(80_000)))
    }

    @Test("tells when it came up from all the time that it has been firing")
    func comingUp() {
        let time = AlertTime(startsAt: Self.now - .seconds(90_000), now: Self.now)
        #expect(time.isComingUp(time.fired + .seconds(60)))
        #expect(!time.isComingUp(Self.now - .seconds(600)))
    }

    @Test("doesn't begin in the future, whatever the sender's clock says")
    func futureStart() {
        #expect(AlertTime(startsAt: Self.now + .seconds(500), now: Self.now).fired == Self.now)
    }
}
