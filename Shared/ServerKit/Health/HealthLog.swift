package import Logging
import Synchronization

/// Tells the log why checks fail, whenever that changes.
///
/// Anyone may ask for health, so what is shown there is the kind of a reason. Its text may hold addresses, users and what others said.
package final class HealthLog: Sendable {
    private let logger: Logger
    private let told = Mutex<[String: String]>([:])

    package init(_ logger: Logger) {
        self.logger = logger
    }

    /// - Parameter error: nil where the check has passed.
    package func note(_ error: String?, of check: String) {
        guard told.withLock({ $0.updateValue(error ?? "", forKey: check) ?? "" }) != error ?? "" else { return }
        if let error {
            logger.warning("a check fails", metadata: ["check": .string(check), "error": .string(error)])
        } else {
            logger.notice("a check passes again", metadata: ["check": .string(check)])
        }
    }
}

extension HealthCheck {
    /// A check by what throws where it fails.
    ///
    /// - Parameters:
    ///   - log: is told the error.
    ///   - kind: what everybody is told, without addresses or names.
    package init<Failure: Error>(
        _ name: String, isCritical: Bool = true, timeout: Duration = .seconds(2), log: HealthLog, kind: @escaping @Sendable (Failure) -> String,
        probe: @escaping @Sendable () async throws(Failure) -> Void
    ) {
        self.init(name, isCritical: isCritical, timeout: timeout) {
            do throws(Failure) {
                try await probe()
                log.note(nil, of: name)
                return .ok
            } catch {
                log.note("\(error)", of: name)
                return .failed(kind(error))
            }
        }
    }
}
