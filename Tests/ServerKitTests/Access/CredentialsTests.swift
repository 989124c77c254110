import FoundationEssentials
import HTTPTypes
import Primitives
import Testing

@testable import ServerKit

@Suite("Credentials")
struct CredentialsTests {
    private static let token = "whn_0123456789abcdef_" + String(repeating: "ab", count: 24)

    private static func basic(_ text: String) -> String {
        "Basic " + Data(text.utf8).base64EncodedString()
    }

    @Test(
        "a token is the same as bearer and as password, whoever the user",
        arguments: [
            "Bearer \(token)", "bearer \(token)", "BEARER   \(token)", basic("alertmanager:\(token)"), basic(":\(token)"),
        ])
    func accepted(field: String) throws {
        let credentials = try Credentials([.authorization: field])
        #expect(credentials.hash == SecretHash(of: Self.token))
        #expect(credentials.id == TokenID("0123456789abcdef"))
    }

    @Test("a password may hold colons: the user's name can't")
    func colons() throws {
        #expect(try Credentials([.authorization: Self.basic("a:b:c")]).hash == SecretHash(of: "b:c"))
    }

    @Test(
        "what can't be read is nobody's",
        arguments: [
            "", "Bearer", "Token abc", "Digest username=a", "Basic ???", basic("no colon"), "Bearer " + String(repeating: "a", count: 2000),
            "Basic " + Data([0x3A, 0xFF, 0xFE]).base64EncodedString(),
        ])
    func unreadable(field: String) {
        #expect(throws: AuthenticationFailure.unknown) { try Credentials([.authorization: field]) }
    }

    @Test("without the field they are missing, which is no failed attempt")
    func missing() {
        #expect(throws: AuthenticationFailure.missing) { try Credentials([:]) }
    }

    @Test("a new token has the documented form, its id in it, and a hash that its text gives")
    func form() throws {
        var words: [UInt64] = [0x0123_4567_89AB_CDEF, 1, 2, .max]
        let token = Token { words.removeFirst() }
        #expect(token.text.exposed == "whn_0123456789abcdef_00000000000000010000000000000002ffffffffffffffff")
        #expect(try Credentials([.authorization: "Bearer \(token.text.exposed)"]).hash == token.hash)
        #expect("\(token.text)" == "***")
    }
}

@Suite("Hashes of secrets")
struct SecretHashTests {
    // FIPS 180-4's example of one block.
    private static let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

    @Test func `are SHA-256, and come back from their digits`() throws {
        #expect(SecretHash(of: "abc").hexadecimal == Self.abc)
        #expect(SecretHash(hexadecimal: Self.abc) == SecretHash(of: "abc"))
    }

    @Test(arguments: ["", "ab", abc + "0", String(abc.dropLast()) + "g", abc.uppercased()])
    func `are nothing but 64 lower-case digits`(text: String) {
        #expect(SecretHash(hexadecimal: text) == nil)
    }

    /// Each of the 256 bits alone makes a difference: none of the four words is left out of the comparison.
    @Test func `differ where any one bit does`() throws {
        let digits = Array(Self.abc.utf8)
        let own = try #require(SecretHash(hexadecimal: Self.abc))
        for position in digits.indices {
            for bit in 0..<4 {
                let value = try #require(UInt8(String(decoding: [digits[position]], as: UTF8.self), radix: 16)) ^ (1 << bit)
                var changed = digits
                changed[position] = try #require(String(value, radix: 16).utf8.first)
                #expect(SecretHash(hexadecimal: String(decoding: changed, as: UTF8.self)) != own)
            }
        }
    }

    @Test func `print nothing`() {
        #expect("\(SecretHash(of: "abc"))" == "***")
    }
}
