import AgentDomain
import Contracts
import Primitives

/// What the answer's artifacts hold, as lines that can be cited.
extension AnalysisMaterial {
    private var artifacts: [Artifact] { rules.response.artifacts }
    private var knownTexts: [String] { rules.response.evidence.map(\.text) }

    /// Kinds of lines first: one stands for many. Then the last lines of each log.
    var logs: [PromptItem] {
        let known = knownTexts
        var seen: Set<String> = []
        func isNew(_ text: String) -> Bool { !known.contains { $0.contains(text) } && seen.insert(text).inserted }
        var items: [PromptItem] = []
        for artifact in artifacts where artifact.type == "log_templates" {
            for row in artifact.result.array ?? [] {
                guard let sample = row["sample"]?.string, !sample.isEmpty, isNew(sample) else { continue }
                let severity = row["severity"]?.string ?? ""
                let count = row["count"]?.integer ?? 1
                let fresh = row["is_new"]?.bool ?? false
                let place = [artifact.summary.components(after: " of container "), "\(severity) ×\(count)" + (fresh ? ", new" : "")].compactMap(
                    \.self)
                let text = "\(place.joined(separator: ", ")): \(sample)"
                items.append(
                    PromptItem(
                        .logs, text, worth: Self.worth(ofSeverity: severity) + (fresh ? 0.1 : 0),
                        evidence: EvidenceItem(
                            id: "", source: "logs", query: artifact.query, object: nil,
                            observedAt: row["last_seen"]?.string.flatMap { Timestamp(rfc3339: $0) }, text: text)))
            }
        }
        for artifact in artifacts where artifact.type == "logs" {
            let lines = artifact.result.array?.compactMap(\.string) ?? []
            for (position, line) in lines.enumerated() where isNew(line) {
                // The last lines tell most.
                let age = lines.count - 1 - position
                items.append(
                    PromptItem(
                        .logs, line, worth: 0.3 - Double(min(age, 25)) * 0.01,
                        evidence: EvidenceItem(id: "", source: "logs", query: artifact.query, object: nil, observedAt: nil, text: line)))
            }
        }
        return items
    }

    private static func worth(ofSeverity severity: String) -> Double {
        switch severity {
        case "fatal", "critical", "panic": 0.8
        case "error": 0.75
        case "warning", "warn": 0.5
        default: 0.2
        }
    }

    var events: [PromptItem] {
        let known = knownTexts
        return artifacts.filter { $0.type == "events" }.flatMap { artifact in
            (artifact.result.array ?? []).enumerated().compactMap { position, row -> PromptItem? in
                guard let message = row["message"]?.string, let reason = row["reason"]?.string else { return nil }
                let isWarning = row["type"]?.string == "Warning"
                let count = row["count"]?.integer ?? 1
                let object = row["object"]?.string ?? ""
                let text = "\(row["type"]?.string ?? "") \(reason) \(object)\(count > 1 ? " ×\(count)" : ""): \(message)"
                // A finding cites it already.
                guard message.isEmpty || !known.contains(where: { $0.contains(message) }) else { return nil }
                return PromptItem(
                    .events, text, worth: (isWarning ? 0.72 : 0.22) - Double(min(position, 40)) * 0.002,
                    evidence: EvidenceItem(
                        id: "", source: "kubernetes", query: artifact.query, object: nil,
                        observedAt: row["last_seen"]?.string.flatMap { Timestamp(rfc3339: $0) }, text: text))
            }
        }
    }

    var traces: [PromptItem] {
        artifacts.filter { $0.type == "trace" }.enumerated().flatMap { position, artifact in
            let spans = ["failing", "critical_path", "slowest"].flatMap { name in
                (artifact.result[name]?.array ?? []).compactMap(\.string).prefix(4).map { "\(name): \($0)" }
            }
            let text = ([artifact.summary] + spans).joined(separator: " | ")
            return [
                PromptItem(
                    .traces, text, worth: 0.58 - Double(position) * 0.03,
                    evidence: EvidenceItem(id: "", source: "tempo", query: artifact.query, object: nil, observedAt: nil, text: text))
            ]
        }
    }
}

extension String {
    /// What stands after the first occurrence of a text; nil where there is none.
    fileprivate func components(after text: String) -> String? {
        firstRange(of: text).map { String(self[$0.upperBound...]) }
    }
}
