import IngestDomain
import Logging
import ServiceLifecycle

/// Tells people and other replicas how this one finds the agent: at once when that changes, and otherwise now and then, as a sign of life.
struct CircuitReporter: Service {
    let gate: AgentGate
    let queue: any JobQueue
    let metrics: JobMetrics
    let logger: Logger

    private static let interval: Duration = .seconds(1)
    /// A third of what a silent replica is believed for.
    private static let signOfLife: Duration = .seconds(20)

    func run() async {
        await cancelWhenGracefulShutdown {
            var last: (circuit: AgentCircuit, at: ContinuousClock.Instant)?
            repeat {
                let circuit = gate.circuit
                metrics.set(circuit.state)
                if let last, last.circuit == circuit, ContinuousClock.now < last.at + Self.signOfLife { continue }
                if let last, last.circuit.state != circuit.state { tell(circuit) }
                do throws(IntakeError) {
                    try await queue.report(circuit)
                    last = (circuit, .now)
                } catch {
                    // The database is away, which others tell of: the next round tries again.
                }
            } while (try? await Task.sleep(for: Self.interval)) != nil
        }
    }

    private func tell(_ circuit: AgentCircuit) {
        switch circuit.state {
        case .closed: logger.notice("the agent answers again")
        case .open: logger.error("the agent is left alone for a while", metadata: ["reason": "\(circuit.reason ?? "")"])
        case .halfOpen: break
        }
    }
}
