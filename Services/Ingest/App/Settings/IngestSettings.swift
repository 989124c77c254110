package import IngestAPI
package import IngestDomain
package import Primitives
package import ServerKit
package import Settings
package import TraceExport

/// Everything that can be set of `whence-ingest`.
package struct IngestSettings: SettingsGroup {
    package var server: ServerSettings
    package var requests: RequestLimits
    package var access: TokenSettings
    package var log: LogSettings
    package var reload: ReloadSettings
    package var masking: MaskingSettings
    package var tracing: TracingSettings
    package var database: DatabaseSettings
    package var agent: AgentEndpoint
    /// The cluster of alerts that don't name theirs.
    package var cluster: String
    package var sources: AlertSources
    package var webhook: WebhookLimits
    package var intake: GroupCommitLimits
    package var incidents: IncidentPolicy
    package var jobs: JobSettings
    package var history: HistoryPolicy

    package init(reading settings: inout SettingsReader) {
        // It is opened to a network only on purpose.
        server = ServerSettings(reading: &settings, defaultHost: "127.0.0.1", defaultPort: 8080)
        requests = RequestLimits(reading: &settings)
        access = TokenSettings(reading: &settings, host: server.host)
        log = LogSettings(reading: &settings)
        reload = ReloadSettings(reading: &settings)
        masking = MaskingSettings(reading: &settings)
        tracing = TracingSettings(reading: &settings)
        database = DatabaseSettings(reading: &settings)
        agent = AgentEndpoint(reading: &settings)
        cluster = settings.string("CLUSTER_NAME", default: "default", help: "The cluster of alerts without a `cluster` label.")
        sources = AlertSources(reading: &settings)
        webhook = WebhookLimits(reading: &settings)
        intake = GroupCommitLimits(reading: &settings)
        incidents = IncidentPolicy(reading: &settings)
        jobs = JobSettings(reading: &settings)
        history = HistoryPolicy(reading: &settings)
    }
}

/// Where the agent is, and how long it is waited for.
package struct AgentEndpoint: SettingsGroup {
    package var url: ServerURL
    package var timeout: Duration
    /// Several while one replaces another: the first is sent.
    package var tokens: [Secret]

    package init(reading settings: inout SettingsReader) {
        url = settings.url("AGENT_URL", default: "http://127.0.0.1:8000", help: "Where whence-agent is.")
        timeout = settings.seconds(
            "AGENT_TIMEOUT_SECONDS", default: .seconds(60), in: 0.1...3600, help: "Time for one analysis; after it the attempt has failed.")
        tokens = settings.secrets(
            "AGENT_TOKEN", minimumBytes: 32, help: "The token that whence-agent asks for, as it is set there; the first of several.")
    }
}
