import Contracts
import Primitives
import ServerKit
import Synchronization
import Testing

@Suite("The table of tokens")
struct TokenTableTests {
    /// Clocks that only the test moves.
    final class Time: Sendable {
        private let state = Mutex((wall: Timestamp(microseconds: 1_700_000_000_000_000), monotonic: ContinuousClock.now))

        var wall: WallClock { WallClock { self.state.withLock { $0.wall } } }
        var now: @Sendable () -> ContinuousClock.Instant { { self.state.withLock { $0.monotonic } } }

        func advance(by duration: Duration) {
            state.withLock { state in
                state.wall = state.wall + duration
                state.monotonic = state.monotonic + duration
            }
        }
    }

    private let time = Time()
    private let table: TokenTable
    private let token = Token { 7 }

    init() {
        table = TokenTable(clock: time.wall, patience: .seconds(20), now: time.now)
    }

    private func record(_ token: Token, expiresAt: Timestamp? = nil) -> TokenRecord {
        TokenRecord(id: token.id, hash: token.hash, principal: Principal(name: "someone", role: .viewer), expiresAt: expiresAt)
    }

    private func principal(_ text: String) throws(AuthenticationFailure) -> String {
        try table.principal(for: Credentials(token: text)).name
    }

    @Test func `knows the tokens that it was given`() throws {
        table.confirm([record(token)])
        #expect(try principal(token.text.exposed) == "someone")
    }

    @Test func `knows nobody by a wrong secret, a wrong id, or another form`() {
        table.confirm([record(token)])
        for text in [String(token.text.exposed.dropLast()) + "8", "whn_00000000000000ff_\(token.text.exposed.suffix(48))", "nonsense", ""] {
            #expect(throws: AuthenticationFailure.unknown, "\(text)") { try principal(text) }
        }
    }

    @Test func `forgets a token that was revoked`() throws {
        table.confirm([record(token)])
        let changes = table.confirm([])
        #expect(changes.removed == [token.id])
        #expect(throws: AuthenticationFailure.unknown) { try principal(token.text.exposed) }
    }

    @Test func `tells the one who holds it that a token has expired`() throws {
        table.confirm([record(token, expiresAt: time.wall.now + .seconds(60))])
        time.advance(by: .seconds(59))
        #expect(try principal(token.text.exposed) == "someone")
        time.advance(by: .seconds(1))
        #expect(throws: AuthenticationFailure.expired) { try principal(token.text.exposed) }
        #expect(throws: AuthenticationFailure.unknown) { try principal(String(token.text.exposed.dropLast()) + "8") }
    }

    @Test func `says that it can't know, rather than no, before it was filled and when it is old`() throws {
        #expect(throws: AuthenticationFailure.unavailable) { try principal(token.text.exposed) }
        table.confirm([])
        #expect(throws: AuthenticationFailure.unknown) { try principal(token.text.exposed) }
        time.advance(by: .seconds(21))
        #expect(throws: AuthenticationFailure.unavailable) { try principal(token.text.exposed) }
        // What hasn't the form of a token is none, however old the table is.
        #expect(throws: AuthenticationFailure.unknown) { try principal("nonsense") }
    }

    @Test func `goes on knowing its tokens however old it is`() throws {
        table.confirm([record(token)])
        time.advance(by: .seconds(86_400))
        #expect(try principal(token.text.exposed) == "someone")
    }

    @Test func `remembers who was let in, once, through a change as well`() throws {
        let other = Token { 8 }
        table.confirm([record(token), record(other)])
        _ = try principal(token.text.exposed)
        table.confirm([record(token), record(other)])
        #expect(table.takeUsed() == [token.id])
        #expect(table.takeUsed().isEmpty)
    }
}
