import IngestDomain
import Postgres

extension IncidentVersion {
    /// Of a row of `incidents AS i`. Every UPDATE changes `xmin`; the last entry is the first in its index.
    static let columns = """
        i.xmin::text::bigint AS version_transaction,
        coalesce((SELECT max(t.seq) FROM timeline AS t WHERE t.incident_id = i.id), 0) AS version_entry
        """

    init(_ row: PostgresRow) throws(PostgresError) {
        self.init(transaction: try row.decode("version_transaction"), entry: try row.decode("version_entry"))
    }
}
