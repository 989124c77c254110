import Contracts
import FoundationEssentials
import Primitives
import Testing

@Suite struct WireTests {
    @Test func `An alert that still fires has no end`() throws {
        let body = #"{"status":"firing","labels":{"alertname":"Down"},"startsAt":"2026-11-21T07:44:09.578Z","endsAt":"0001-01-01T00:00:00Z"}"#
        let alert = try JSONDecoder().decode(Alert.self, from: Data(body.utf8))
        #expect(alert.endsAt == nil)
        #expect(alert.annotations.isEmpty)
        #expect(alert.fingerprint == nil)
        #expect(alert.startsAt.description == "2026-11-21T07:44:09.578Z")
    }

    @Test func `A request needs nothing but its alert`() throws {
        let body = #"{"alert":{"status":"resolved","labels":{},"startsAt":"2026-11-21T07:44:09Z","fingerprint":""},"later_field":[1]}"#
        let request = try JSONDecoder().decode(AnalyzeRequest.self, from: Data(body.utf8))
        #expect(request.threadTs.isEmpty)
        #expect(request.depth == .standard)
        #expect(request.relatedAlerts.isEmpty)
        #expect(request.alert.fingerprint == nil)
    }

    @Test(
        "A request without what it needs is refused, and says which field",
        arguments: [
            (#"{}"#, "alert"),
            (#"{"alert":{"labels":{},"startsAt":"2026-11-21T07:44:09Z"}}"#, "status"),
            (#"{"alert":{"status":"on","labels":{},"startsAt":"2026-11-21T07:44:09Z"}}"#, "status"),
            (#"{"alert":{"status":"firing","labels":{},"startsAt":"yesterday"}}"#, "startsAt"),
            (#"{"alert":{"status":"firing","labels":{"a":1},"startsAt":"2026-11-21T07:44:09Z"}}"#, "a"),
        ])
    func refusal(body: String, field: String) {
        #expect {
            try JSONDecoder().decode(AnalyzeRequest.self, from: Data(body.utf8))
        } throws: { error in
            switch error as? DecodingError {
            case .keyNotFound(let key, _): key.stringValue == field
            case .dataCorrupted(let context), .typeMismatch(_, let context), .valueNotFound(_, let context):
                context.codingPath.last?.stringValue == field
            default: false
            }
        }
    }

    @Test func `Every category has a distinct lower-case slug`() {
        let slugs = CauseCategory.allCases.map(\.rawValue)
        #expect(Set(slugs).count == slugs.count)
        #expect(slugs.allSatisfy { $0.utf8.allSatisfy { $0 == UInt8(ascii: "_") || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) } })
        #expect(CauseCategory.allCases.filter(\.isVerdict) == [.healthy, .inconclusive])
    }
}
