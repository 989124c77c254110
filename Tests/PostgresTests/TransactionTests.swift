import Postgres
import TestSupport
import Testing

@Suite struct TransactionTests {
    @Test func `What a body did is committed together`() async throws {
        try await withPool { pool in
            try await pool.execute("CREATE TABLE numbers (n int8)")
            let sum = try await pool.withTransaction { connection in
                for number in 1...3 { try await connection.execute("INSERT INTO numbers VALUES (\(number))") }
                return try await connection.query("SELECT sum(n)::int8 FROM numbers").first?.decode(as: Int.self)
            }
            #expect(sum == 6)
            #expect(try await pool.query("SELECT n FROM numbers").count == 3)
        }
    }

    @Test func `What a body threw is kept, and nothing is committed`() async throws {
        struct Mishap: Error {}
        try await withPool { pool in
            try await pool.execute("CREATE TABLE numbers (n int8)")
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction { connection in
                    try await connection.execute("INSERT INTO numbers VALUES (1)")
                    throw Mishap()
                }
            }
            #expect(error?.closureError is Mishap)
            #expect(error?.rollbackError == nil)
            #expect(error?.outcome == .notCommitted)
            #expect(try await pool.query("SELECT n FROM numbers").isEmpty)
        }
    }

    @Test func `A commit after a swallowed error is known to have failed`() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction { connection in
                    _ = try? await connection.execute("SELECT 1 / 0")
                }
            }
            #expect(error?.commitError?.sqlState == .inFailedTransaction)
            #expect(error?.outcome == .notCommitted)
        }
    }

    @Test func `A constraint that is checked at the commit fails the commit`() async throws {
        try await withPool { pool in
            try await pool.execute("CREATE TABLE numbers (n int8 CONSTRAINT once UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction { connection in
                    try await connection.execute("INSERT INTO numbers VALUES (1), (1)")
                }
            }
            #expect(error?.commitError?.isViolation(of: "once") == true)
            #expect(error?.outcome == .notCommitted)
        }
    }

    @Test func `The body's and the rollback's errors are kept apart`() async throws {
        try await withPool { pool in
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction { connection in
                    try await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
                }
            }
            #expect(error?.postgresError?.isConnectionFailure == true)
            #expect(error?.beginError == nil)
            #expect(error?.outcome == .notCommitted)
            let rows = try await pool.query("SELECT 1")
            #expect(rows.count == 1, "the pool has replaced the connection")
        }
    }

    @Test func `A commit whose answer is lost is of unknown outcome`() async throws {
        try await withPool { pool in
            // The trigger runs within COMMIT, and ends the session there.
            try await pool.withConnection { connection in
                try await connection.execute(
                    script: """
                        CREATE TABLE numbers (n int8);
                        CREATE FUNCTION hang_up() RETURNS trigger LANGUAGE plpgsql AS
                            $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(10); RETURN NULL; END $$;
                        CREATE CONSTRAINT TRIGGER hang_up AFTER INSERT ON numbers DEFERRABLE INITIALLY DEFERRED
                            FOR EACH ROW EXECUTE FUNCTION hang_up();
                        """)
            }
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction { try await $0.execute("INSERT INTO numbers VALUES (1)") }
            }
            #expect(error?.commitError?.isConnectionFailure == true)
            #expect(error?.outcome == .unknown)
        }
    }

    @Test func `A read-only transaction refuses to write`() async throws {
        try await withPool { pool in
            let error = try await postgresError {
                _ = try await pool.withTransaction(readOnly: true) { try await $0.execute("CREATE TABLE numbers (n int8)") }
            }
            #expect(error.sqlState == .readOnlyTransaction)
        }
    }

    @Test(arguments: [IsolationLevel.readCommitted, .repeatableRead, .serializable])
    func `The isolation level is the one asked for`(level: IsolationLevel) async throws {
        try await withPool { pool in
            let actual = try await pool.withTransaction(isolation: level) { connection in
                try await connection.query("SELECT upper(current_setting('transaction_isolation'))").first?.decode(as: String.self)
            }
            #expect(actual == level.rawValue)
        }
    }

    @Test func `Serialization failures are retried until every increment counts`() async throws {
        try await withPool { pool in
            try await pool.execute("CREATE TABLE counters (n int8)")
            try await pool.execute("INSERT INTO counters VALUES (0)")
            let runs = Locked(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        for _ in 0..<10 {
                            try await pool.withTransaction(isolation: .serializable, retry: .idempotent(attempts: 100)) { connection in
                                runs.withLock { $0 += 1 }
                                let value = try await connection.query("SELECT n FROM counters").first?.decode(as: Int.self) ?? 0
                                try await connection.execute("UPDATE counters SET n = \(value + 1)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await pool.query("SELECT n FROM counters").decode(as: Int.self) == [40])
            #expect(runs.withLock { $0 } > 40, "without a conflict this shows nothing")
        }
    }

    @Test func `Nothing is retried unless the caller says so`() async throws {
        try await withPool { pool in
            let runs = Locked(0)
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction { connection in
                    runs.withLock { $0 += 1 }
                    try await connection.execute(script: "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '40001'; END $$")
                }
            }
            #expect(error?.postgresError?.isSerializationFailure == true)
            #expect(error?.attempts == 1)
            #expect(runs.withLock { $0 } == 1)
        }
    }

    @Test(arguments: ["40001", "40P01"])
    func `Retries are bounded`(code: String) async throws {
        try await withPool { pool in
            let runs = Locked(0)
            let error = await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction(retry: .idempotent(attempts: 3)) { connection in
                    runs.withLock { $0 += 1 }
                    try await connection.execute(script: "DO $$ BEGIN RAISE EXCEPTION 'conflict' USING ERRCODE = '\(code)'; END $$")
                }
            }
            #expect(error?.attempts == 3)
            #expect(runs.withLock { $0 } == 3)
        }
    }

    @Test func `An error that would come again is not retried`() async throws {
        try await withPool { pool in
            let runs = Locked(0)
            await #expect(throws: PostgresTransactionError.self) {
                try await pool.withTransaction(retry: .idempotent) { connection in
                    runs.withLock { $0 += 1 }
                    try await connection.execute("SELECT 1 / 0")
                }
            }
            #expect(runs.withLock { $0 } == 1)
        }
    }
}
