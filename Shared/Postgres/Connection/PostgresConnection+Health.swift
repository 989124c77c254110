import CPostgres
import Glibc

extension PostgresConnection {
    /// What a server may take to answer that it is there.
    private static let answerTime = Duration.seconds(2)

    /// Whether the server answers.
    func isResponsive() async -> Bool {
        do {
            _ = try await perform { (session) throws(PostgresError) in
                try session.run(script: "", isCancellable: true, timeout: Self.answerTime)
            }
            return true
        } catch {
            return false
        }
    }

    /// Takes in what came without being asked for: notices, changed settings, or the end of the session.
    ///
    /// - Returns: whether the session is still open.
    func absorbInput() -> Bool {
        do {
            return try withSession { (session) throws(PostgresError) in
                while status.hasUnexpectedInput {
                    guard PQconsumeInput(session.pointer) == 1 else { throw session.lost() }
                }
                return true
            }
        } catch {
            return false
        }
    }
}
