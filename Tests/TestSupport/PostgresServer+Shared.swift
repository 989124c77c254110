extension PostgresServer {
    /// The one server that the tests of a process share, each with a database of its own. It ends with the process.
    ///
    /// For tests that don't stop it: those start one of their own.
    package static func shared() async throws -> PostgresServer {
        try await SharedServer.instance.server()
    }

    private actor SharedServer {
        static let instance = SharedServer()
        private var starting: Task<PostgresServer, any Error>?

        func server() async throws -> PostgresServer {
            let task = starting ?? Task { try await PostgresServer() }
            starting = task
            return try await task.value
        }
    }
}
