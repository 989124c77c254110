import Primitives

/// What a model answered, as it came: nothing in it is believed yet.
struct AnalysisAnswer: Decodable, Hashable, Sendable {
    struct Claim: Decodable, Hashable, Sendable {
        var text: String
        var evidence: [String]
    }

    struct Object: Decodable, Hashable, Sendable {
        var kind: String
        var namespace: String?
        var name: String
        var container: String?
    }

    struct Cause: Decodable, Hashable, Sendable {
        var category: String
        var title: String
        var object: Object?
        var confidence: Double
        var explanation: String
        var evidence: [String]
    }

    struct Impact: Decodable, Hashable, Sendable {
        var services: [String]
        var users: String
    }

    struct Recommendation: Decodable, Hashable, Sendable {
        var kind: String
        var text: String
        var command: String?
        var risk: String
        var expectedMinutes: Int?

        private enum CodingKeys: String, CodingKey {
            case kind, text, command, risk
            case expectedMinutes = "expected_minutes"
        }
    }

    var summary: String
    var causes: [Cause]
    var mechanism: [Claim]
    var ruledOut: [Claim]
    var contradiction: Claim?
    var recovery: Claim?
    var impact: Impact
    var recommendations: [Recommendation]
    var missing: [String]

    private enum CodingKeys: String, CodingKey {
        case summary, causes, mechanism, contradiction, recovery, impact, recommendations, missing
        case ruledOut = "ruled_out"
    }
}

extension AnalysisAnswer {
    /// Why a text is no answer, in words that a model can mend it by.
    struct Unreadable: Error, Hashable {
        var complaint: String
    }

    init(parsing text: String) throws(Unreadable) {
        guard let object = ObjectText.bytes(in: text) else {
            throw Unreadable(complaint: text.isEmpty ? "The answer was empty." : "The answer held no JSON object.")
        }
        do throws(JSONDecodingError) {
            self = try JSONDecoding.decode(AnalysisAnswer.self, from: object)
        } catch {
            throw Unreadable(complaint: "The answer doesn't follow the schema: \(error).")
        }
        guard !causes.isEmpty else { throw Unreadable(complaint: "The answer names no cause; healthy and inconclusive are causes, too.") }
    }
}
