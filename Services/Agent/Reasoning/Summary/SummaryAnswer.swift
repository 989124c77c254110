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

    init(parsing text: String) throws(JSONDecodingError) {
        guard let object = ObjectText.bytes(in: text) else { throw JSONDecodingError(path: "", message: "holds no JSON object") }
        self = try JSONDecoding.decode(SummaryAnswer.self, from: object)
    }

    /// All that it says, but the timeline's times.
    var texts: [String] {
        [title, summary, impact, rootCause, resolution] + prevention + timeline.map(\.text)
    }
}
