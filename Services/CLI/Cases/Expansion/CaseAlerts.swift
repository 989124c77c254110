import Contracts
import FoundationEssentials
import Primitives

/// The alerts of a case, as Alertmanager would send them, each with its truth.
struct CaseAlerts: Sendable {
    private(set) var alerts: [ExpandedCase.JudgedAlert] = []

    init(_ fields: Fields, namespace: String, moment: Timestamp) throws(CaseError) {
        let shared = try fields.fields("truth").map { fields throws(CaseError) in try CaseTruth(fields) }
        for (value, place) in try fields.list("alerts") {
            let entry = try Fields(value, at: place)
            try entry.allow(["name", "labels", "annotations", "startsAt", "expr", "truth"])
            var labels = ["alertname": try entry.required("name"), "cluster": "lab", "namespace": namespace, "severity": "warning"]
            for (name, value, place) in try entry.map("labels") {
                guard value != .null else {
                    labels[name] = nil
                    continue
                }
                guard let text = try Fields(["value": value], at: place).text("value") else { throw place.error("must be text") }
                labels[name] = text
            }
            var annotations: [String: String] = [:]
            for (name, value, place) in try entry.map("annotations") {
                guard let text = value.string else { throw place.error("must be text") }
                annotations[name] = text
            }
            let start = moment + (try entry.offset("startsAt") ?? .seconds(-300))
            let own = try entry.fields("truth").map { fields throws(CaseError) in try CaseTruth(fields) }
            guard let truth = own ?? shared else { throw entry.error("truth", "is missing, here and in the case") }
            let alert = Alert(
                status: .firing, labels: labels, annotations: annotations, startsAt: start,
                generatorURL: try entry.text("expr").map(Self.generatorURL))
            alerts.append(.init(alert: alert, truth: truth))
        }
        guard !alerts.isEmpty else { throw fields.error("alerts", "is missing") }
    }

    /// As Prometheus links to the expression that an alert came from.
    private static func generatorURL(_ expression: String) -> String {
        var encoded = ""
        for byte in expression.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.properties.isAlphabetic && byte < 0x80 || (0x30...0x39).contains(byte) || byte == 0x5F || byte == 0x2D || byte == 0x2E {
                encoded.unicodeScalars.append(scalar)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                encoded += "%" + (digits.count == 1 ? "0" : "") + digits
            }
        }
        return "http://prometheus.monitoring:9090/graph?g0.expr=\(encoded)&g0.tab=1"
    }
}
