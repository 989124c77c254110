import AgentDomain
import Contracts
import Primitives

/// The material as lines, each with how much it tells.
extension AnalysisMaterial {
    var items: [PromptItem] {
        alert + related + findings + evidence + changes + measured + logs + events + traces + surroundings + similar + previous + missing
    }

    private var alert: [PromptItem] {
        let alert = request.alert
        var lines = ["status: \(alert.status.rawValue)", "starts at: \(alert.startsAt)"]
        if let end = alert.endsAt { lines.append("ends at: \(end)") }
        let described =
            alert.labels.sorted { $0.key < $1.key }.map { "label \($0.key): \($0.value)" }
            + alert.annotations.sorted { $0.key < $1.key }.map { "annotation \($0.key): \($0.value)" }
        return lines.map { PromptItem(.alert, $0, worth: 1, isDecisive: true) }
            // An alert has about ten of either; a hundred would crowd out what was read.
            + described.prefix(40).map { PromptItem(.alert, $0, worth: 0.95, isDecisive: $0.hasPrefix("label alertname:"), maximumBytes: 1000) }
    }

    private var related: [PromptItem] {
        request.relatedAlerts.enumerated().map { position, alert in
            let labels = alert.labels.sorted { $0.key < $1.key }.prefix(12).map { "\($0.key)=\($0.value)" }.joined(separator: ", ")
            return PromptItem(.related, "\(alert.status.rawValue) since \(alert.startsAt): \(labels)", worth: 0.55 - Double(position) * 0.01)
        }
    }

    private var findings: [PromptItem] {
        let causes = rules.response.rootCauses.enumerated().map { position, cause in
            let object = cause.object.map { " of \($0)" } ?? ""
            let cited = cause.evidence.isEmpty ? "" : " [\(cause.evidence.joined(separator: ", "))]"
            return PromptItem(
                .findings,
                "\(position + 1). \(cause.category.rawValue)\(object), confidence \(cause.confidence): \(cause.title). \(cause.explanation)\(cited)",
                worth: 1, isDecisive: true)
        }
        var rest: [PromptItem] = []
        if rules.chain.count > 1 {
            rest.append(PromptItem(.findings, "The way to it: " + rules.chain.map(\.description).joined(separator: " → "), worth: 0.9))
        }
        rest += rules.symptoms.prefix(6).map { PromptItem(.findings, "Symptom: \($0)", worth: 0.8) }
        rest += rules.notes.prefix(6).map { PromptItem(.findings, "Note: \($0)", worth: 0.5) }
        return causes + rest
    }

    private var evidence: [PromptItem] {
        let cited = Set(rules.response.rootCauses.flatMap(\.evidence))
        return rules.response.evidence.map { item in
            PromptItem(.evidence, Self.line(item), worth: 0.92, isDecisive: cited.contains(item.id), evidence: item)
        }
    }

    static func line(_ item: EvidenceItem) -> String {
        let object = item.object.map { " \($0)" } ?? ""
        let time = item.observedAt.map { " at \($0)" } ?? ""
        return "\(item.source)\(object)\(time): \(item.text)"
    }

    private var changes: [PromptItem] {
        rules.response.changes.enumerated().map { position, change in
            let time = change.at.map { "\($0): " } ?? ""
            let values = [change.from.map { "from \($0)" }, change.to.map { "to \($0)" }].compactMap(\.self).joined(separator: " ")
            let text = "\(time)\(change.object) \(change.field) \(values). \(change.summary)"
            return PromptItem(
                .changes, text, worth: 0.85 - Double(min(position, 20)) * 0.01,
                evidence: EvidenceItem(id: "", source: "kubernetes", query: change.field, object: change.object, observedAt: change.at, text: text))
        }
    }

    private var measured: [PromptItem] {
        let known = rules.response.evidence.map(\.text)
        return measurements.filter { item in !known.contains { $0.contains(item.text) } }.enumerated().map { position, item in
            PromptItem(.measurements, Self.line(item), worth: 0.6 - Double(min(position, 30)) * 0.01, evidence: item)
        }
    }

    private var surroundings: [PromptItem] {
        objects.enumerated().map { position, line in
            PromptItem(
                .objects, line.text, worth: (line.isUnwell ? 0.7 : 0.15) - Double(min(position, 50)) * 0.001,
                evidence: EvidenceItem(
                    id: "", source: "kubernetes", query: "kubectl get all,nodes", object: nil, observedAt: nil, text: line.text))
        }
    }

    private var similar: [PromptItem] {
        request.similarIncidents.enumerated().map { position, incident in
            var text = incident.title
            if let category = incident.category { text += " (\(category))" }
            if let resolvedAt = incident.resolvedAt { text += ", resolved \(resolvedAt)" }
            if let cause = incident.cause { text += ". It was: \(cause)" }
            if let resolution = incident.resolution { text += ". Resolved by: \(resolution)" }
            if let reasons = incident.reasons, !reasons.isEmpty { text += ". Similar by: \(reasons.joined(separator: ", "))" }
            return PromptItem(.similar, text, worth: 0.45 - Double(position) * 0.02)
        }
    }

    private var previous: [PromptItem] {
        var items = earlier.enumerated().map { position, analysis in
            let cause = analysis.category.map { " \($0)" + (analysis.object.map { " of \($0)" } ?? "") + "." } ?? ""
            return PromptItem(
                .earlier, "\(analysis.at), by \(analysis.engine.rawValue):\(cause) \(analysis.summary)", worth: 0.42 - Double(position) * 0.02)
        }
        if items.isEmpty, let text = request.previousAnalysis, !text.isEmpty {
            items.append(PromptItem(.earlier, text, worth: 0.4, maximumBytes: 1500))
        }
        return items
    }

    private var missing: [PromptItem] {
        rules.response.missingData.prefix(12).map { PromptItem(.missing, $0, worth: 0.65) }
    }
}
