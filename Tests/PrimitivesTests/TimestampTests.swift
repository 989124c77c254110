import FoundationEssentials
import Primitives
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0),
        ("2026-11-21T07:42:39.578Z", 1_795_246_959_578_000),
        ("2026-11-21T07:42:39.578123999Z", 1_795_246_959_578_123),
        ("2026-11-21T09:42:39.578+02:00", 1_795_246_959_578_000),
        ("2026-11-21t04:12:39.578-03:30", 1_795_246_959_578_000),
        ("2024-02-29T23:59:60Z", 1_709_251_200_000_000),
        ("1969-12-31T23:59:59.5Z", -500_000),
        ("0001-01-01T00:00:00Z", Timestamp.goZero.microseconds),
    ])
    func `RFC 3339 is read to the microsecond`(text: String, microseconds: Int64) {
        #expect(Timestamp(rfc3339: text)?.microseconds == microseconds)
    }

    @Test(arguments: [
        "", "2026-11-21", "2026-11-21T07:42:39", "2026-11-21 07:42:39Z", "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-11-21T24:00:00Z",
        "2026-11-21T07:42:39.Z", "2026-11-21T07:42:39Zjunk", "2026-11-21T07:42:39+2:00", "2026-11-21T07:42:39+24:00", "yesterday, about eight",
        "2026-11-21T07:42:39.00000000000000000000000000Z", "20\u{661}6-11-21T07:42:39Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(rfc3339: text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00Z"), (1_795_246_959_578_000, "2026-11-21T07:42:39.578Z"), (1_795_246_959_578_123, "2026-11-21T07:42:39.578123Z"),
        (-1, "1969-12-31T23:59:59.999999Z"), (Timestamp.goZero.microseconds, "0001-01-01T00:00:00Z"),
        (1_795_246_959_000_010, "2026-11-21T07:42:39.000010Z"),
    ])
    func `it is written in UTC, without zeros that say nothing`(microseconds: Int64, text: String) {
        #expect(Timestamp(microseconds: microseconds).description == text)
    }

    @Test func `every day of four centuries survives the round trip`() {
        for day in stride(from: Int64(-10_000), to: 150_000, by: 1) {
            let moment = Timestamp(microseconds: day * 86_400_000_000 + 1)
            #expect(Timestamp(rfc3339: moment.description) == moment)
        }
    }

    @Test func `durations add and subtract`() {
        let moment = Timestamp(microseconds: 1_000_000)
        #expect(moment + .milliseconds(1500) == Timestamp(microseconds: 2_500_000))
        #expect(moment - .seconds(2) == Timestamp(microseconds: -1_000_000))
        #expect((moment + .minutes(1)) - moment == .seconds(60))
        #expect(Duration.milliseconds(-1500).seconds == -1.5)
    }

    @Test func `JSON holds it as text`() throws {
        let moments = [Timestamp(microseconds: 1_795_246_959_578_000)]
        let data = try JSONEncoder().encode(moments)
        #expect(String(decoding: data, as: UTF8.self) == #"["2026-11-21T07:42:39.578Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: data) == moments)
        #expect(throws: DecodingError.self) { try JSONDecoder().decode([Timestamp].self, from: Data(#"["soon"]"#.utf8)) }
    }
}

extension Duration {
    fileprivate static func minutes(_ count: Int) -> Duration { .seconds(60 * count) }
}
