import IngestDomain

/// Lets people at the queue once the schema is there, and says "later" before.
struct GuardedJobDesk: JobDesk {
    let base: any JobDesk
    let schema: SchemaState

    func deadLetters(_ page: Page<JobID>, in scope: ClusterScope) async throws(IntakeError) -> Paged<DeadLetter, JobID> {
        try schema.check()
        return try await base.deadLetters(page, in: scope)
    }

    func replay(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision {
        try schema.check()
        return try await base.replay(id, by: actor, in: scope)
    }

    func replayAll(limit: Int, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> ReplayReceipt {
        try schema.check()
        return try await base.replayAll(limit: limit, by: actor, in: scope)
    }

    func discard(_ id: JobID, by actor: String, in scope: ClusterScope) async throws(IntakeError) -> JobDecision {
        try schema.check()
        return try await base.discard(id, by: actor, in: scope)
    }

    func overview(in scope: ClusterScope) async throws(IntakeError) -> QueueOverview {
        try schema.check()
        return try await base.overview(in: scope)
    }
}
