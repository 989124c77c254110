import FoundationEssentials
import Primitives

/// An account as a model writes it.
struct SummaryAnswer: Decodable, Sendable {
    struct Entry: Decodable, Sendable {
        var at: String
        var text: String
    }

    var title: String
    var summary: String
    var timeline: [Entry]
    var impact: String
    var rootCause: String
    var resolution: String
    var prevention: [String]

    private enum CodingKeys: String, CodingKey {
        case title, summary, timeline, impact, resolution, prevention
        case rootCause = "root_cause"
    }

    /// Why it can't be read.
    struct Unreadable: Error {}

    /// What stands around the object, such as marks of code, is passed over.
    init(parsing text: String) throws(Unreadable) {
        guard let start = text.utf8.firstIndex(of: UInt8(ascii: "{")), let end = text.utf8.lastIndex(of: UInt8(ascii: "}")), start < end,
            let answer = try? JSONDecoder().decode(SummaryAnswer.self, from: Data(text.utf8[start...end]))
        else { throw Unreadable() }
        self = answer
    }

    /// All that it says, but the timeline's times.
    var texts: [String] {
        [title, summary, impact, rootCause, resolution] + prevention + timeline.map(\.text)
    }
}
