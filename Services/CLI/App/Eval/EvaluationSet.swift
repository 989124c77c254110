import Cases
import Contracts
import FoundationEssentials
import Recording

/// A cluster, recorded or made from a case, its alerts, and what is expected of each.
struct EvaluationSet: Sendable {
    /// What reports call it: `shop`, `storage/class-missing`, `storage/class-missing#3` for a variation.
    var name: String
    /// Where it can be found again.
    var path: String
    var title: String
    /// Read or expanded when its turn comes, so that a thousand of them aren't held at once.
    var cluster: @Sendable () throws -> RecordedCluster
    var cases: [Case]

    struct Case: Sendable {
        var alert: Alert
        var family: CauseFamily
        var expectation: Expectation
    }

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// - Parameter directory: Of a recording with its `expected.json`.
    init(directory: String) throws {
        name = URL(filePath: directory).lastPathComponent
        path = directory
        let recorded = try RecordedCluster(directory: directory)
        cluster = { recorded }
        let expected: ExpectedCauses
        guard FileManager.default.fileExists(atPath: "\(directory)/expected.json") else {
            throw Failure(description: "\(directory) has no expected.json, which says what a good answer is: docs/recording.md shows one")
        }
        do {
            expected = try ExpectedCauses.read("\(directory)/expected.json")
        } catch {
            throw Failure(description: "\(directory)/expected.json can't be read: \(error)")
        }
        title = expected.description ?? ""
        cases = []
        for alert in try Self.alerts(of: recorded.recording) + (expected.alerts ?? []) {
            guard let rule = expected.rule(for: alert) else {
                throw Failure(description: "\(directory)/expected.json has no rule for the alert \(alert.name) with labels \(alert.labels)")
            }
            let expectation = Expectation(rule)
            cases.append(Case(alert: alert, family: CauseFamily(of: expectation.category), expectation: expectation))
        }
    }

    /// A case, or a variation of one. It is expanded here once to know its alerts, and once more when it is analysed.
    init(_ source: Cases.Case, _ variation: Variation) throws {
        name = "\(source.family)/\(source.name)" + (variation == .none ? "" : "#\(variation.number)")
        path = source.file
        title = source.title
        cases = try source.expanded(variation).alerts.map { judged in
            let family = CauseFamily(rawValue: source.family) ?? judged.truth.categories.first.map(CauseFamily.init(of:)) ?? .healthy
            return Case(alert: judged.alert, family: family, expectation: Expectation(judged.truth))
        }
        cluster = { try source.expanded(variation).cluster() }
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
}

extension EvaluationSet {
    /// - Parameters:
    ///   - paths: Recordings, cases, or folders of either at any depth.
    ///   - variations: How many are made of each case, besides the case as it is written.
    static func find(below paths: [String], variations: Int = 0, seed: UInt64 = 1) throws -> [EvaluationSet] {
        var sets: [EvaluationSet] = []
        // Authors mend all their mistakes at once.
        var mistakes: [String] = []
        for path in paths {
            for directory in recordings(below: path, depth: 0) { sets.append(try EvaluationSet(directory: directory)) }
            for file in Cases.Case.files(below: path) {
                do {
                    let source = try Cases.Case(file: file)
                    for number in 0...variations { sets.append(try EvaluationSet(source, Variation(number: number, seed: seed))) }
                } catch let error as CaseError {
                    mistakes.append(error.description)
                }
            }
        }
        guard mistakes.isEmpty else { throw Failure(description: mistakes.joined(separator: "\n")) }
        guard !sets.isEmpty else { throw Failure(description: "neither a recording nor a case below \(paths.joined(separator: ", "))") }
        return sets
    }

    private static func recordings(below path: String, depth: Int) -> [String] {
        let manager = FileManager.default
        if manager.fileExists(atPath: "\(path)/recorded_at.txt") { return [path] }
        guard depth < 4 else { return [] }
        // What can't be listed holds no recording.
        let names = ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted().filter { !$0.hasPrefix(".") }
        return names.flatMap { recordings(below: "\(path)/\($0)", depth: depth + 1) }
    }
}
