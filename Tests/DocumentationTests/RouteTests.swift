import AgentAPI
import AgentSessions
import Contracts
import HTTPTypes
import IngestAPI
import IngestDomain
import IngestWeb
import OpenAPIDocuments
import Primitives
import ServerKit
import Telemetry
import Testing

@Suite("The OpenAPI documents and the routes")
struct RouteTests {
    @Test func `say the same of ingest`() throws {
        #expect(try OpenAPIFile(openapi_ingest()).routes == Self.routes(of: Self.ingest))
    }

    @Test func `say the same of the agent`() throws {
        #expect(try OpenAPIFile(openapi_agent()).routes == Self.routes(of: Self.agent))
    }

    @Test func `know the same causes`() throws {
        let slugs = CauseCategory.allCases.map(\.rawValue)
        #expect(try OpenAPIFile(openapi_ingest()).cases(of: "CauseCategory") == slugs)
        #expect(try OpenAPIFile(openapi_agent()).cases(of: "CauseCategory") == slugs)
    }

    @Test func `know the same states of incidents and jobs`() throws {
        #expect(try OpenAPIFile(openapi_ingest()).cases(of: "IncidentState") == IncidentState.allCases.map(\.rawValue))
        #expect(try OpenAPIFile(openapi_ingest()).cases(of: "JobState") == JobState.allCases.map(\.rawValue))
        #expect(try OpenAPIFile(openapi_ingest()).cases(of: "JobKind") == JobKind.allCases.map(\.rawValue))
        #expect(try OpenAPIFile(openapi_ingest()).cases(of: "WaitingReason") == WaitingReason.allCases.map(\.rawValue))
        #expect(try OpenAPIFile(openapi_ingest()).cases(of: "AnalysisProgress") == AnalysisProgress.allCases.map(\.rawValue))
    }

    private static func routes(of router: ServiceRouter) -> Set<String> {
        Set(router.routes.all.map { "\($0.method.rawValue) \($0.path)" })
    }

    private static var agent: ServiceRouter {
        let registry = MetricsRegistry()
        let service = AnalysisService(
            analyze: { _, _ in preconditionFailure("no route is called") }, summarize: { _ in preconditionFailure("no route is called") })
        let routes = AnalysisRoutes(service: service, gate: AnalysisGate(limit: 1), metrics: AnalysisMetrics(registry: registry))
        let sessions = SessionRoutes(
            ledger: NoSessions(tally: UsageTally(clock: .system)), meter: SpendMeter(budget: DailyBudget()), clock: .system)
        return AgentRouter.make(routes: routes, sessions: sessions, registry: registry, checks: [], version: "")
    }

    private static var ingest: ServiceRouter {
        let registry = MetricsRegistry()
        let router = ServiceRouter(registry: registry)
        HealthRoutes(registry: registry, checks: [], openAPI: []).add(to: router)
        IngestAPI(
            sink: Nothing(), reader: Nothing(), desk: Nobody(), events: Nothing(), hub: EventHub(metrics: EventMetrics(registry: registry)),
            statistics: Nothing(), notifications: NotificationReader(defaultCluster: ""), maximumBodyBytes: 0, clock: .system,
            metrics: WebhookMetrics(registry: registry)
        ).add(to: router)
        JobRoutes(desk: NoDesk()).add(to: router)
        IngestWeb(reader: Nothing(), desk: Nobody(), clock: .system).add(to: router)
        return router
    }
}

/// Stands where a database would: no route is called in these tests.
private struct Nothing: AlertSink, IncidentReader, EventLog, StatisticsLedger {
    func end() async throws(IntakeError) -> EventPosition { .beginning }

    func holds(_ position: EventPosition) async throws(IntakeError) -> Bool { false }

    func events(after position: EventPosition, limit: Int, in scope: ClusterScope) async throws(IntakeError) -> EventBatch {
        EventBatch(after: position, last: position)
    }

    func statistics(_ window: StatisticsWindow, in scope: ClusterScope) async throws(IntakeError) -> Statistics {
        Statistics(since: window.since, until: window.until, cluster: nil, counts: [:])
    }

    func count(limit: Int) async throws(IntakeError) -> Int { 0 }

    func add(received: [ReceivedHour: ReceivedAlerts]) async throws(IntakeError) {}

    func accept(_ alerts: [IncomingAlert]) async throws(IntakeError) -> IntakeReceipt {
        IntakeReceipt(alerts: 0, incidents: [])
    }

    func incidents(
        _ criteria: IncidentCriteria, _ page: Page<IncidentID>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<IncidentSummary, IncidentID> {
        Paged(items: [], next: nil)
    }

    func incident(_ id: IncidentID, in scope: ClusterScope) async throws(IntakeError) -> IncidentDetail? { nil }

    func alerts(
        of incident: IncidentID, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition>? { nil }

    func timeline(
        of incident: IncidentID, _ page: Page<TimelinePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<TimelineEntry, TimelinePosition>? { nil }

    func firingAlerts(
        _ criteria: AlertCriteria, _ page: Page<EpisodePosition>, in scope: ClusterScope
    ) async throws(IntakeError) -> Paged<EpisodeDetail, EpisodePosition> {
        Paged(items: [], next: nil)
    }

    func alert(fingerprint: String, cluster: String?, in scope: ClusterScope) async throws(IntakeError) -> AlertDetail? { nil }
}

private struct NoDesk: JobDesk {
    func deadLetters(_ page: Page<JobID>, in scope: ClusterScope) async throws(IntakeError) -> Paged<DeadLetter, JobID> {
        Paged(items: [], next: nil)
    }

    func replay(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision { .notFound }

    func replayAll(limit: Int, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> ReplayReceipt {
        ReplayReceipt(replayed: 0, more: false)
    }

    func discard(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision { .notFound }

    func overview(in scope: ClusterScope) async throws(IntakeError) -> QueueOverview {
        QueueOverview(depth: QueueDepth(), concurrency: 1, agents: [])
    }
}
