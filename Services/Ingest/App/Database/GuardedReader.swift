import IngestDomain

/// Answers questions once the schema is there, and says "later" before.
struct GuardedReader<Base: IncidentReader>: IncidentReader {
    let base: Base
    let schema: SchemaState

    func incidents(in states: Set<IncidentState>, _ page: Page) async throws(IntakeError) -> Paged<IncidentSummary> {
        try schema.check()
        return try await base.incidents(in: states, page)
    }

    func incident(_ id: IncidentID) async throws(IntakeError) -> IncidentDetail? {
        try schema.check()
        return try await base.incident(id)
    }

    func alert(fingerprint: String, cluster: String?) async throws(IntakeError) -> AlertDetail? {
        try schema.check()
        return try await base.alert(fingerprint: fingerprint, cluster: cluster)
    }
}
