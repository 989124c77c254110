package import AgentAnalysis
package import ServerKit
package import Settings
package import TraceExport

/// Everything that can be set of `whence-agent`.
package struct AgentSettings: SettingsGroup {
    package var server: ServerSettings
    package var requests: RequestLimits
    package var access: AgentAccess
    package var log: LogSettings
    package var reload: ReloadSettings
    package var masking: MaskingSettings
    package var tracing: TracingSettings
    package var kubernetes: KubernetesSettings
    package var sources: SourceSettings
    package var llm: LLMSettings
    package var reasoning: ReasoningSettings
    package var analysis: AnalysisSettings
    package var sessions: SessionSettings
    /// Analyses at once; more are answered with 503.
    package var concurrency: Int

    package init(reading settings: inout SettingsReader) {
        // It tells what a cluster's logs say: it is opened to a network only on purpose.
        server = ServerSettings(reading: &settings, defaultHost: "127.0.0.1", defaultPort: 8000)
        requests = RequestLimits(reading: &settings)
        access = AgentAccess(reading: &settings, host: server.host)
        log = LogSettings(reading: &settings)
        reload = ReloadSettings(reading: &settings)
        masking = MaskingSettings(reading: &settings)
        tracing = TracingSettings(reading: &settings)
        kubernetes = KubernetesSettings(reading: &settings)
        sources = SourceSettings(reading: &settings)
        llm = settings.reloadable { LLMSettings(reading: &$0) }
        reasoning = settings.reloadable { ReasoningSettings(reading: &$0) }
        analysis = AnalysisSettings()
        analysis.traces = sources.tempo.limits
        analysis.lokiLines = sources.loki.lines
        let beginning = analysis
        analysis = settings.reloadable { Self.analysis(reading: &$0, beginning: beginning) }
        sessions = SessionSettings(reading: &settings)
        concurrency = Concurrency(reading: &settings).limit
    }

    /// Reloadable settings that analyses needn't be prepared anew for: what limits them, and what has nothing to do with them.
    static let takenInPlace = Set((LogSettings.declarations + RequestLimits.declarations + Concurrency.declarations).map(\.key))

    private struct Concurrency: SettingsGroup {
        var limit: Int

        init(reading settings: inout SettingsReader) {
            limit = settings.reloadable {
                $0.integer(
                    "ANALYSIS_CONCURRENCY", default: 128, in: 1...10_000, help: "Analyses at once; more are answered with 503 and Retry-After.")
            }
        }
    }

    private static func analysis(reading settings: inout SettingsReader, beginning: AnalysisSettings) -> AnalysisSettings {
        var analysis = beginning
        analysis.eventLimit = settings.integer("K8S_EVENT_LIMIT", default: 25, in: 1...1000, help: "Events that are shown with an answer.")
        analysis.logTailLines = settings.integer(
            "K8S_LOG_TAIL_LINES", default: 25, in: 1...1000,
            help: "Lines of each log that are shown with an answer. Eight times as many are read, at least 200.")
        analysis.limits.logLines = max(200, analysis.logTailLines * 8)
        analysis.limits.deadline = settings.seconds(
            "ANALYSIS_TIMEOUT_SECONDS", default: .seconds(12), in: 0.1...300,
            help: "How long an analysis may read; then it answers with what it has.")
        analysis.limits.readsSecretMetadata = settings.flag(
            "KUBERNETES_SECRET_METADATA", default: false,
            help: "Asks for the names of Secrets, to tell a missing one; never for what they hold. The role must allow to list them.")
        analysis.readingConcurrency = settings.integer(
            "ANALYSIS_READING_CONCURRENCY", default: 32, in: 1...1000,
            help: "Analyses that read at once, or weigh what they have read; more wait for their turn. It bounds memory.")
        return analysis
    }
}

/// Which cluster to look at.
package struct KubernetesSettings: SettingsGroup {
    /// Paths joined by `:`; nil takes the pod's service account, else `~/.kube/config`.
    package var kubeconfig: String?
    package var context: String?
    package var timeout: Duration
    /// How long an answer serves others who ask the same.
    package var cacheLifetime: Duration
    package var cacheMegabytes: Int

    package init(
        kubeconfig: String? = nil, context: String? = nil, timeout: Duration = .seconds(5), cacheLifetime: Duration = .seconds(5),
        cacheMegabytes: Int = 64
    ) {
        self.kubeconfig = kubeconfig
        self.context = context
        self.timeout = timeout
        self.cacheLifetime = cacheLifetime
        self.cacheMegabytes = cacheMegabytes
    }

    package init(reading settings: inout SettingsReader) {
        kubeconfig = settings.optionalString(
            "KUBECONFIG", format: "paths joined by ':'", help: "Kubeconfig files. Without it: the pod's service account, else ~/.kube/config.")
        context = settings.optionalString("KUBE_CONTEXT", help: "The kubeconfig's context to use in place of its current one.")
        timeout = settings.seconds("K8S_API_TIMEOUT_SECONDS", default: .seconds(5), in: 0.1...120, help: "Time for one call to the Kubernetes API.")
        cacheLifetime = settings.seconds(
            "K8S_CACHE_SECONDS", default: .seconds(5), in: 0...60,
            help: "How long an answer of the Kubernetes API serves other analyses too; 0 shares only calls that are under way.")
        cacheMegabytes = settings.integer(
            "K8S_CACHE_MEGABYTES", default: 64, in: 0...4096, help: "Answers of the Kubernetes API that are kept that long, as they were sent.")
    }
}
