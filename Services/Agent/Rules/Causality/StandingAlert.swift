import AgentDomain
import Contracts
import KubernetesModel
import Primitives

/// What still speaks for a firing alert where nothing is seen to be wrong: its own measurement, or what was measured of requests.
/// Then all may look well, and isn't.
///
/// Of pods and their controllers the API server's word is newer than any measurement.
enum StandingAlert {
    /// Of the requests, and times the level of before.
    private static let failing = 0.05
    private static let growth = 3.0
    private static let slowdown = 2.0

    static func measurement(_ investigation: Investigation) -> Measurement? {
        guard investigation.alert.status == .firing, !investigation.isAboutPodState else { return nil }
        let measurements = investigation.index.snapshot.measurements
        if let own = measurements.of(.alertExpression).first(where: { $0.holds == true }) { return own }
        // The alert's own word is newer, where there is one.
        guard measurements.of(.alertExpression).isEmpty, investigation.isAboutRequests else { return nil }
        if let failures = (measurements.of(.errorShare) + measurements.of(.dependencyErrorShare)).first(where: { measured in
            measured.value >= failing && TrafficRule.hasRisen(measured, by: growth)
        }) {
            return failures
        }
        guard investigation.alert.isAboutPerformance else { return nil }
        return (measurements.of(.latencyP99) + measurements.of(.latencyMean) + measurements.of(.dependencyLatency)).first { measured in
            measured.before.map { $0 > 0 && measured.value >= $0 * slowdown } ?? false && measured.value >= 0.1
        }
    }
}
