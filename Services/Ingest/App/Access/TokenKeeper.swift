import IngestDomain
import IngestStore
import Logging
import Postgres
import Primitives
import ServerKit
import ServiceLifecycle

/// Keeps the table of tokens as the database has it: at once when that tells of a change, and every few seconds in any case.
struct TokenKeeper: Service, CustomStringConvertible {
    var description: String { "TokenKeeper" }

    let table: TokenTable
    let tokens: PostgresTokens
    let configuration: PostgresConfiguration
    let clock: WallClock
    let logger: Logger

    /// A revocation whose notification was lost counts after so long.
    private static let interval: Duration = .seconds(5)
    private static let usageInterval: Duration = .seconds(60)

    func run() async throws {
        await cancelWhenGracefulShutdown {
            await keep()
        }
    }

    private func keep() async {
        // One reader, so that an older answer never replaces a newer one.
        let (changes, change) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        change.yield()
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                for await _ in PostgresListener(configuration, channels: [Channel.tokens], logger: logger) { change.yield() }
            }
            group.addTask {
                await every(Self.interval) { change.yield() }
            }
            group.addTask {
                await every(Self.usageInterval) { await writeUsage() }
            }
            for await _ in changes { await read() }
            group.cancelAll()
        }
    }

    private func every(_ interval: Duration, _ work: () async -> Void) async {
        while (try? await Task.sleep(for: interval)) != nil { await work() }
    }

    private func read() async {
        do throws(PostgresError) {
            let changes = table.confirm(try await tokens.unrevoked().compactMap(TokenRecord.init))
            guard !changes.isEmpty else { return }
            logger.notice(
                "tokens changed", metadata: ["added": Self.list(changes.added), "removed": Self.list(changes.removed)])
        } catch {
            logger.warning("tokens can't be read: those that are known go on working", metadata: ["error": "\(error)"])
        }
    }

    /// As many as a line of the log can bear.
    private static func list(_ ids: Set<TokenID>) -> Logger.MetadataValue {
        .array(ids.prefix(50).map { .string($0.description) }.sorted { "\($0)" < "\($1)" })
    }

    private func writeUsage() async {
        let used = table.takeUsed()
        guard !used.isEmpty else { return }
        do throws(PostgresError) {
            try await tokens.used(used.map(\.description), at: clock.now)
        } catch {
            logger.debug("the use of tokens isn't written", metadata: ["error": "\(error)"])
        }
    }
}

extension TokenRecord {
    /// nil for a row that no version of `whence` has written.
    init?(_ token: AccessToken, hash: String) {
        guard let id = TokenID(token.id), let hash = SecretHash(hexadecimal: hash) else { return nil }
        self.init(
            id: id, hash: hash,
            principal: Principal(name: token.name, role: token.role, source: token.source, cluster: token.cluster, token: id),
            expiresAt: token.expiresAt)
    }
}
