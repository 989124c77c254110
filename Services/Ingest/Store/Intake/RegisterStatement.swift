import IngestDomain
import Postgres

/// Writes down alerts that never came before, with all that they say of themselves: it is most of what is to be written of them.
///
/// It goes before the clusters' locks, so that transactions of one cluster do it side by side. Each takes its alerts in the same order, and none
/// is waited for by a transaction that holds a lock already, so no two can wait for each other.
struct RegisterStatement {
    /// The places of the notices, in ascending order.
    let places: [Int]
    private let columns: AlertColumns

    /// - Parameter isNew: whether an alert is believed never to have come before. An error costs time and nothing else.
    init(_ notices: [Notice], isNew: (Notice) -> Bool) {
        places = notices.indices.filter { isNew(notices[$0]) }
        var columns = AlertColumns(reserving: places.count)
        let order = places.sorted {
            let (one, other) = (notices[$0].alert, notices[$1].alert)
            return (one.fingerprint, one.cluster) < (other.fingerprint, other.cluster)
        }
        for place in order { columns.append(notices[place]) }
        self.columns = columns
    }

    /// - Returns: whether all of them are new: no other transaction can know anything of them then. Otherwise each may be known.
    func run(on connection: PostgresConnection) async throws(PostgresError) -> Bool {
        guard !places.isEmpty else { return true }
        return try await connection.execute(columns.insertion(onConflict: "DO NOTHING")) == places.count
    }
}
