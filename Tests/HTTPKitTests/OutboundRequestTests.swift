import HTTPKit
import HTTPTypes
import Primitives
import Testing

@Suite("Requests and answers")
struct OutboundRequestTests {
    @Test(
        "a request is named without credentials, query and fragment",
        arguments: [
            ("http://host/a/b?token=x#y", "GET http://host/a/b"), ("https://user:p@ss@host:8443/a", "GET https://host:8443/a"),
            ("http://host?x=http://u:p@h", "GET http://host"), ("http://host/a@b", "GET http://host/a@b"), ("nonsense", "GET nonsense"),
        ])
    func summary(url: String, text: String) {
        #expect(OutboundRequest(url: url, timeout: .seconds(1)).summary == text)
    }

    @Test("a body is decoded as JSON, and an error says where and what")
    func json() throws {
        struct Pod: Decodable, Equatable { var name: String }
        let good = OutboundResponse(status: .ok, body: Array(#"[{"name":"a"}]"#.utf8))
        #expect(try good.decodeJSON([Pod].self) == [Pod(name: "a")])
        let bad = OutboundResponse(status: .ok, body: Array(#"[{"name":"a"},{"name":7}]"#.utf8))
        #expect(throws: JSONDecodingError(path: "[1].name", message: "is not a string")) { try bad.decodeJSON([Pod].self) }
        #expect(throws: JSONDecodingError.self) { try OutboundResponse(status: .ok).decodeJSON([Pod].self) }
    }
}
