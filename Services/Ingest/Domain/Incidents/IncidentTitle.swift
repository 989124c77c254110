package import Contracts

/// What an incident is called.
package enum IncidentTitle {
    /// By its first alert, until a cause is known: `KubePodNotReady: shop/orders`.
    package static func provisional(_ alert: IncomingAlert) -> String {
        let name = alert.alert.name.isEmpty ? "Alert" : alert.alert.name
        let subject = alert.analysisKey.subject.isEmpty ? alert.namespace ?? "" : alert.analysisKey.subject
        return bounded(subject.isEmpty ? name : "\(name): \(subject)")
    }

    /// By its cause.
    package static func of(_ cause: RootCause) -> String {
        bounded(cause.title)
    }

    private static func bounded(_ text: String) -> String {
        text.unicodeScalars.count <= 300 ? text : String(String.UnicodeScalarView(text.unicodeScalars.prefix(299))) + "…"
    }
}
