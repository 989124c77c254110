import Contracts
import FoundationEssentials
import Recording

/// A recording, its alerts, and what is expected of each.
struct EvaluationSet: Sendable {
    var name: String
    var cluster: RecordedCluster
    var expected: ExpectedCauses
    var cases: [Case]

    struct Case: Sendable {
        var alert: Alert
        var rule: ExpectedCauses.Rule
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    init(directory: String) throws {
        name = URL(filePath: directory).lastPathComponent
        cluster = try RecordedCluster(directory: directory)
        do {
            expected = try ExpectedCauses.read("\(directory)/expected.json")
        } catch {
            throw Failure(description: "\(directory)/expected.json can't be read: \(error)")
        }
        cases = []
        for alert in try Self.alerts(of: cluster.recording) + (expected.alerts ?? []) {
            guard let rule = expected.rule(for: alert) else {
                throw Failure(description: "\(directory)/expected.json has no rule for the alert \(alert.name) with labels \(alert.labels)")
            }
            cases.append(Case(alert: alert, rule: rule))
        }
    }

    /// Each alert that fired, once, as its last notice told of it; in the order in which they came.
    private static func alerts(of recording: Recording) throws -> [Alert] {
        var order: [[String: String]] = []
        var latest: [[String: String]: Alert] = [:]
        for webhook in recording.webhooks {
            let requests: [AnalyzeRequest]
            do throws(AlertInput.Unreadable) {
                requests = try AlertInput.requests(parsing: webhook.body)
            } catch {
                throw Failure(description: "\(webhook.name): \(error)")
            }
            for alert in requests.map(\.alert) where alert.status == .firing {
                if latest.updateValue(alert, forKey: alert.labels) == nil { order.append(alert.labels) }
            }
        }
        return order.compactMap { latest[$0] }
    }

    /// - Parameter paths: Recordings, or folders of recordings at any depth.
    static func find(below paths: [String]) throws -> [EvaluationSet] {
        var found: [String] = []
        func walk(_ path: String, depth: Int) {
            let manager = FileManager.default
            if manager.fileExists(atPath: "\(path)/recorded_at.txt") {
                found.append(path)
            } else if depth < 4 {
                // What can't be listed holds no recording.
                for name in ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted() where !name.hasPrefix(".") {
                    walk("\(path)/\(name)", depth: depth + 1)
                }
            }
        }
        for path in paths { walk(path, depth: 0) }
        guard !found.isEmpty else { throw Failure(description: "no recording below \(paths.joined(separator: ", "))") }
        return try found.map(EvaluationSet.init(directory:))
    }
}
