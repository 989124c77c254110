package import Primitives

/// What `/health` tells people and dashboards: each part of the service with its state and its figures.
///
/// `{"status": "degraded", "service": "whence-ingest", "version": "0.1.0", "checked_at": "…", "components": {"queue": {"status": "ok", "queued": 3}}}`
///
/// It is made when it is asked for, at most once in a few seconds however many ask, and no part is waited for longer than two seconds.
package final class HealthOverview: Sendable {
    /// How long one answer serves.
    private static let lifetime: Duration = .seconds(5)

    private let shared: SharedReport<JSONValue>

    package init(service: String, version: String, sources: [HealthSource], clock: WallClock = .system) {
        shared = SharedReport(lifetime: { _ in Self.lifetime }) {
            let components = await Self.components(sources)
            return [
                "status": .string(Self.overall(components.values).rawValue), "service": .string(service), "version": .string(version),
                "checked_at": .string(clock.now.description), "components": .object(components.mapValues(\.json)),
            ]
        }
    }

    func report() async -> JSONValue { await shared.report() }

    private static func components(_ sources: [HealthSource]) async -> [String: HealthComponent] {
        await withTaskGroup(of: [String: HealthComponent].self) { group in
            for source in sources { group.addTask { await source.components() } }
            return await group.reduce(into: [:]) { all, some in all.merge(some) { _, last in last } }
        }
    }

    private static func overall(_ components: some Collection<HealthComponent>) -> HealthComponent.Status {
        if components.contains(where: { $0.isCritical && $0.status == .failed }) { return .failed }
        return components.contains { $0.status != .ok && $0.status != .off } ? .degraded : .ok
    }
}
