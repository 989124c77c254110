import HTTPTypes
import Hummingbird
import HummingbirdTesting
import ServerKit
import Testing

@Suite("The fields of a query")
struct QueryTests {
    @Test(
        "are percent-decoded, and a plus sign is a blank",
        arguments: [
            ("a=b+c", "a=b c"), ("a=b%20c", "a=b c"), ("a=b%2Bc", "a=b+c"), ("a+b=1", "a b=1"), ("a=%C3%BC", "a=ü"), ("a", "a="),
            ("a=1&a=2", "a=1|a=2"),
            ("a=b=c", "a=b=c"), ("a=%zz", "a=%zz"), ("", ""), ("a=%FF", "a=%FF"),
        ])
    func decoding(query: String, expected: String) async throws {
        let service = TestService()
        service.router.get("/query", for: .everyone) { request, _ in
            Response.text(request.query.map { "\($0.key)=\($0.value)" }.joined(separator: "|"))
        }
        try await service.application.test(.router) { client in
            let response = try await client.executeRequest(uri: "/query?\(query)", method: .get, headers: [:], body: nil)
            #expect(String(buffer: response.body) == expected)
        }
    }
}
