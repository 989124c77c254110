import AgentDomain
import Primitives
import Testing

@Suite struct ObservationTests {
    private static func time(_ seconds: Int64) -> Timestamp { Timestamp(microseconds: seconds * 1_000_000) }

    static let clocks: [(server: Int64?, newest: Int64?, alert: Int64, now: Int64)] = [
        (1000, 990, 900, 1000), (nil, 990, 900, 990), (nil, nil, 900, 900), (999_999, 990, 900, 990), (10, 9000, 8000, 9000), (4500, 990, 900, 4500),
    ]

    @Test(arguments: clocks) func theServersClockIsBelievedWithinAnHour(server: Int64?, newest: Int64?, alert: Int64, now: Int64) {
        #expect(
            ObservationClock.now(serverDate: server.map(Self.time), newest: newest.map(Self.time), alertStart: Self.time(alert)) == Self.time(now))
    }

    static let bodies: [(String, ContainerLog.Content)] = [
        ("", .lines([])),
        ("2026-01-01T00:00:00.5Z hello world\n", .lines([.init(time: Timestamp(rfc3339: "2026-01-01T00:00:00.5Z"), text: "hello world")])),
        ("no time here\r\n\n", .lines([.init(time: nil, text: "no time here")])),
        ("unable to retrieve container logs for containerd://abc", .refused("unable to retrieve container logs for containerd://abc")),
    ]

    @Test(arguments: bodies) func aLogsBodyIsReadOrTakenForARefusal(body: String, content: ContainerLog.Content) {
        #expect(ContainerLog.parse(body) == content)
    }
}
