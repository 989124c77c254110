package import Contracts

/// What an incident is called.
package enum IncidentTitle {
    /// By its first alert, until a cause is known: `KubePodNotReady: shop/orders`.
    package static func provisional(_ alert: IncomingAlert) -> String {
        provisional(alert.alert.name, subject: alert.analysisKey.subject, namespace: alert.namespace)
    }

    /// - Parameter subject: of the alert's ``AnalysisKey``.
    package static func provisional(_ name: String, subject: String, namespace: String?) -> String {
        let name = name.isEmpty ? "Alert" : name
        let subject = subject.isEmpty ? namespace ?? "" : subject
        return bounded(subject.isEmpty ? name : "\(name): \(subject)")
    }

    /// Of an entry in the timeline: `KubePodNotReady: shop/orders and 17 more`.
    package static func provisional(_ alert: IncomingAlert, andMore count: Int) -> String {
        several(provisional(alert), andMore: count)
    }

    package static func several(_ title: String, andMore count: Int) -> String {
        count > 0 ? "\(title) and \(count) more" : title
    }

    /// By its cause.
    package static func of(_ cause: RootCause) -> String {
        bounded(cause.title)
    }

    private static func bounded(_ text: String) -> String {
        text.unicodeScalars.count <= 300 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(299))) + "…"
    }
}
