import Contracts
import FoundationEssentials
import Primitives

/// What a person hands to `whence analyze`: a webhook's body, an alert, or a request to the agent.
enum AlertInput {
    /// Far above any webhook.
    static let maximumBytes = 16 << 20

    struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }

    /// - Returns: a request for each firing alert, or for each alert where none fires. The others of a webhook are its related alerts.
    static func requests(parsing bytes: [UInt8]) throws(Unreadable) -> [AnalyzeRequest] {
        let data = Data(bytes)
        let decoder = JSONDecoder()
        do {
            let shape = try decoder.decode(Shape.self, from: data)
            if shape.alerts {
                let alerts = try decoder.decode(Webhook.self, from: data).alerts
                guard !alerts.isEmpty else { throw Unreadable(description: "the webhook holds no alerts") }
                let firing = alerts.filter { $0.status == .firing }
                return (firing.isEmpty ? alerts : firing).map { alert in
                    AnalyzeRequest(alert: alert, relatedAlerts: alerts.filter { $0 != alert })
                }
            }
            if shape.alert { return [try decoder.decode(AnalyzeRequest.self, from: data)] }
            return [AnalyzeRequest(alert: try decoder.decode(Alert.self, from: data))]
        } catch let error as Unreadable {
            throw error
        } catch let error as DecodingError {
            let problems = (try? decoder.decode(JSONValue.self, from: data)).map(AlertInputProblems.all) ?? []
            throw Unreadable(description: problems.isEmpty ? explanation(of: error) : problems.joined(separator: "; "))
        } catch {
            throw Unreadable(description: "it is no JSON object")
        }
    }

    private struct Webhook: Decodable {
        var alerts: [Alert]
    }

    /// Which of the three it is: only the first has `alerts`, only the last has `alert`.
    private struct Shape: Decodable {
        var alerts: Bool
        var alert: Bool

        private enum CodingKeys: String, CodingKey {
            case alerts, alert
        }

        init(from decoder: any Decoder) throws {
            let container = try decoder.container(keyedBy: CodingKeys.self)
            alerts = container.contains(.alerts)
            alert = container.contains(.alert)
        }
    }

    private static func explanation(of error: DecodingError) -> String {
        func place(_ path: [any CodingKey]) -> String {
            path.reduce("") { text, key in
                if let index = key.intValue { return "\(text)[\(index)]" }
                return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
            }
        }
        return switch error {
        case .keyNotFound(let key, let context): "\(place(context.codingPath + [key])) is missing"
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            context.codingPath.isEmpty ? "it is no JSON object" : "\(place(context.codingPath)): \(context.debugDescription)"
        @unknown default: "it can't be read"
        }
    }
}
