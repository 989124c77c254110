package import AgentAnalysis
package import Primitives
package import Settings

/// Which sources to ask beside the cluster. Each may be missing.
package struct SourceSettings: SettingsGroup {
    package var prometheus: PrometheusSettings
    package var tempo: TempoSettings
    package var loki: LokiSettings

    package init(
        prometheus: PrometheusSettings = PrometheusSettings(), tempo: TempoSettings = TempoSettings(), loki: LokiSettings = LokiSettings()
    ) {
        self.prometheus = prometheus
        self.tempo = tempo
        self.loki = loki
    }

    package init(reading settings: inout SettingsReader) {
        prometheus = PrometheusSettings(reading: &settings)
        tempo = TempoSettings(reading: &settings)
        loki = LokiSettings(reading: &settings)
    }
}

/// Which Prometheus to ask, where there is one.
package struct PrometheusSettings: SettingsGroup {
    package var url: ServerURL?
    package var token: Secret?
    package var timeout: Duration

    package init(url: ServerURL? = nil, token: Secret? = nil, timeout: Duration = .seconds(5)) {
        self.url = url
        self.token = token
        self.timeout = timeout
    }

    package init(reading settings: inout SettingsReader) {
        url = settings.optionalURL("PROMETHEUS_URL", help: "Prometheus, or what speaks its API. Without it, no metrics are read.")
        token = settings.optionalSecret("PROMETHEUS_TOKEN", help: "Sent to Prometheus as a bearer token.")
        timeout = settings.seconds("PROMETHEUS_HTTP_TIMEOUT_SECONDS", default: .seconds(5), in: 0.1...120, help: "Time for one query.")
    }
}

/// Which Tempo to ask for traces, where there is one.
package struct TempoSettings: SettingsGroup {
    package var url: ServerURL?
    package var tenant: String?
    package var token: Secret?
    package var timeout: Duration
    package var limits: TraceGatherer.Limits

    package init(
        url: ServerURL? = nil, tenant: String? = nil, token: Secret? = nil, timeout: Duration = .seconds(10), limits: TraceGatherer.Limits = .init()
    ) {
        self.url = url
        self.tenant = tenant
        self.token = token
        self.timeout = timeout
        self.limits = limits
    }

    package init(reading settings: inout SettingsReader) {
        url = settings.optionalURL("TEMPO_URL", help: "Tempo. Without it, no traces are read.")
        tenant = settings.optionalString("TEMPO_TENANT_ID", help: "The tenant whose traces are read, sent as X-Scope-OrgID.")
        token = settings.optionalSecret("TEMPO_TOKEN", help: "Sent to Tempo as a bearer token.")
        timeout = settings.seconds("TEMPO_HTTP_TIMEOUT_SECONDS", default: .seconds(10), in: 0.1...120, help: "Time for one search or trace.")
        limits = TraceGatherer.Limits(
            traces: settings.integer("TEMPO_TRACE_LIMIT", default: 5, in: 1...50, help: "Traces that are read for an analysis."),
            lookback: .seconds(
                60 * settings.integer("TEMPO_LOOKBACK_MINUTES", default: 15, in: 1...1440, help: "How long before the alert traces are looked for.")),
            forward: .seconds(
                60 * settings.integer("TEMPO_FORWARD_MINUTES", default: 5, in: 0...1440, help: "How long after the alert's start, too.")))
    }
}

/// Which Loki to ask for logs, where there is one.
package struct LokiSettings: SettingsGroup {
    package var url: ServerURL?
    package var tenant: String?
    package var token: Secret?
    package var timeout: Duration
    package var lines: Int

    package init(url: ServerURL? = nil, tenant: String? = nil, token: Secret? = nil, timeout: Duration = .seconds(10), lines: Int = 500) {
        self.url = url
        self.tenant = tenant
        self.token = token
        self.timeout = timeout
        self.lines = lines
    }

    package init(reading settings: inout SettingsReader) {
        url = settings.optionalURL("LOKI_URL", help: "Loki. Without it, logs are those that Kubernetes still has.")
        tenant = settings.optionalString("LOKI_TENANT_ID", help: "The tenant whose logs are read, sent as X-Scope-OrgID.")
        token = settings.optionalSecret("LOKI_TOKEN", help: "Sent to Loki as a bearer token.")
        timeout = settings.seconds("LOKI_HTTP_TIMEOUT_SECONDS", default: .seconds(10), in: 0.1...120, help: "Time for one query.")
        lines = settings.integer("LOKI_LINE_LIMIT", default: 500, in: 10...5000, help: "Lines that one query to Loki brings.")
    }
}
