import IngestDomain
import Logging
import ServiceLifecycle

/// Brings the statistics up to date every few seconds. On every replica: what one does, the others find done.
struct StatisticsKeeper: Service {
    let ledger: any StatisticsLedger
    let tally: ReceivedTally
    let logger: Logger
    var interval: Duration = .seconds(5)

    /// Entries of the log in one transaction.
    private static let limit = 5_000

    func run() async {
        await cancelWhenGracefulShutdown {
            repeat { await keep() } while (try? await Task.sleep(for: interval)) != nil
        }
        // What came since the last turn. The pool stops after this.
        await keep(isLast: true)
    }

    private func keep(isLast: Bool = false) async {
        let received = tally.take()
        do throws(IntakeError) {
            if !received.isEmpty { try await ledger.add(received: received) }
        } catch {
            tally.add(received)
            logger.debug("received alerts can't be counted", metadata: ["error": "\(error)"])
            return
        }
        guard !isLast else { return }
        do throws(IntakeError) {
            while try await ledger.count(limit: Self.limit) == Self.limit, !Task.isCancelled {}
        } catch {
            logger.debug("statistics can't be kept", metadata: ["error": "\(error)"])
        }
    }
}
