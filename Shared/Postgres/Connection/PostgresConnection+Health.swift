import CPostgres
import Glibc

extension PostgresConnection {
    /// Whether the server answers.
    func isResponsive() async -> Bool {
        do {
            try await execute(script: "")
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
