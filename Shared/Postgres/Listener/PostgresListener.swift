package import Logging

/// The notifications of some channels, on a connection of its own that is made anew whenever it breaks.
///
///     for await event in PostgresListener(configuration, channels: ["incidents"], logger: logger) { … }
///
/// Each iteration has its own connection, which ends with the iterator. Cancelling the task ends the sequence.
/// A slow reader is waited for: the server keeps notifications until they are read.
package struct PostgresListener: AsyncSequence, Sendable {
    package typealias Element = PostgresNotification

    private let configuration: PostgresConfiguration
    private let channels: [String]
    private let logger: Logger
    private let chance: @Sendable () -> Double

    /// - Parameters:
    ///   - channels: names from code: lower-case letters, digits and underscores, as NOTIFY without quotes has them.
    ///   - chance: from 0 to 1, what the pauses between attempts are spread with.
    package init(
        _ configuration: PostgresConfiguration, channels: [String], logger: Logger,
        chance: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.configuration = configuration
        self.channels = channels
        self.logger = logger
        self.chance = chance
    }

    package func makeAsyncIterator() -> Iterator {
        Iterator(configuration: configuration, channels: channels, logger: logger, chance: chance)
    }

    package struct Iterator: AsyncIteratorProtocol {
        fileprivate let configuration: PostgresConfiguration
        fileprivate let channels: [String]
        fileprivate let logger: Logger
        fileprivate let chance: @Sendable () -> Double
        private var connection: PostgresConnection?
        /// In the order of their arrival, from `position` on.
        private var received: [PostgresNotification] = []
        private var position = 0
        private var failures = 0

        fileprivate init(
            configuration: PostgresConfiguration, channels: [String], logger: Logger, chance: @escaping @Sendable () -> Double
        ) {
            self.configuration = configuration
            self.channels = channels
            self.logger = logger
            self.chance = chance
        }

        /// - Returns: nil when the task is cancelled.
        package mutating func next() async -> PostgresNotification? {
            while !Task.isCancelled {
                if position < received.count {
                    defer { position += 1 }
                    return received[position]
                }
                do throws(PostgresError) {
                    guard let connection else {
                        try await connect()
                        return .mayHaveMissedNotifications
                    }
                    received = try await connection.notifications(within: Self.patience)
                    position = 0
                    if received.isEmpty, await !connection.isResponsive() { await disconnect() }
                } catch {
                    await disconnect()
                    guard !error.isCancelled else { break }
                    logger.warning("PostgreSQL listener lost its connection", metadata: ["error": "\(error)"])
                    await pause()
                }
            }
            await disconnect()
            return nil
        }

        /// A connection on which nothing came for so long is tried.
        private static let patience = Duration.seconds(30)
        private static let backoff = Backoff(first: .milliseconds(100), longest: .seconds(5))

        private mutating func connect() async throws(PostgresError) {
            let connection = try await PostgresConnection.connect(configuration, logger: logger)
            for channel in channels {
                try await connection.execute(script: "LISTEN \(channel)")
            }
            self.connection = connection
            failures = 0
        }

        private mutating func disconnect() async {
            await connection?.close()
            connection = nil
        }

        private mutating func pause() async {
            failures += 1
            do {
                try await Task.sleep(for: Self.backoff.pause(after: failures, chance: chance()))
            } catch {
                // Cancelled, which the loop sees.
            }
        }
    }
}
