/// Every source there is.
package struct AlertSources: Sendable {
    /// The sources with a format, and paths, of their own.
    package static let known: [any AlertSource] = [
        AlertmanagerSource(),
        GrafanaSource(),
        NativeSource(),
        PrometheusSource(),
    ]

    /// The sources whose format is configured, by their names.
    package let configured: [String: GenericSource]

    package init(configured: [GenericSource] = []) {
        self.configured = Dictionary(configured.map { ($0.name, $0) }, uniquingKeysWith: { _, last in last })
    }
}
