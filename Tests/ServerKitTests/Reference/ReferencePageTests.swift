import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Primitives
import Testing

@testable import ServerKit

@Suite("The page of the API")
struct ReferencePageTests {
    private static let document: JSONValue = [
        "openapi": "3.1.0", "info": ["title": "Shop <API>", "version": "1.2", "description": "First `code`.\n\nSecond."],
        "tags": [["name": "orders", "description": "What is bought."]],
        "paths": [
            "/orders/{id}": [
                "get": [
                    "operationId": "readOrder", "tags": ["orders"], "summary": "Read an order.",
                    "parameters": [["$ref": "#/components/parameters/Id"]],
                    "responses": [
                        "200": [
                            "description": "It.",
                            "content": [
                                "application/json": [
                                    "schema": ["$ref": "#/components/schemas/Order"], "examples": ["order": ["$ref": "#/components/examples/Order"]],
                                ],
                                "text/plain": ["schema": ["type": "string"], "example": "open <now>"],
                            ],
                        ],
                        "404": ["description": "None."],
                    ],
                ]
            ]
        ],
        "components": [
            "parameters": ["Id": ["name": "id", "in": "path", "required": true, "schema": ["type": "integer", "minimum": 1], "example": 7]],
            "examples": ["Order": ["summary": "One that waits.", "value": ["state": "open"]]],
            "schemas": [
                "Order": [
                    "type": "object", "required": ["state"],
                    "properties": [
                        "state": ["type": "string", "enum": ["open", "<b>"]], "lines": ["type": "array", "items": ["type": "string"], "maxItems": 9],
                    ],
                ]
            ],
        ],
    ]

    private let page = ReferencePage(Self.document).html.description

    @Test(
        "shows operations, what they take and answer, and schemas, with links between them",
        arguments: [
            "<section id=\"readOrder\">", "<code>/orders/{id}</code>", "Read an order.", "What is bought.",
            "<code>id</code> <em>required</em>", "integer, ≥ <code>1</code>", "<a href=\"#schema-Order\">Order</a>", "<section id=\"schema-Order\">",
            "<code>state</code> <em>required</em>", "array of string, items ≤ <code>9</code>", "integer, ≥ <code>1</code>, like <code>7</code>",
            "<code>404</code>", "First <code>code</code>.</p><p>Second.",
        ])
    func contents(part: String) {
        #expect(page.contains(part))
    }

    @Test("folds examples of bodies and answers away, wherever they stand in the document, and shows texts as they are")
    func examples() {
        #expect(page.contains("<details><summary>One that waits.</summary><pre>{\n  &quot;state&quot; : &quot;open&quot;\n}</pre></details>"))
        #expect(page.contains("<details><summary>Example</summary><pre>open &lt;now&gt;</pre></details>"))
    }

    @Test("escapes what stands in the document")
    func escaping() {
        #expect(page.contains("Shop &lt;API&gt;"))
        #expect(page.contains("<code>&lt;b&gt;</code>"))
    }

    @Test("is served with a policy that lets nothing through but its own style")
    func policy() async throws {
        try await TestService().application.test(.router) { client in
            let response = try await client.executeRequest(uri: "/docs", method: .get, headers: [:], body: nil)
            #expect(response.status == .ok)
            #expect(response.headers[.contentType] == "text/html; charset=utf-8")
            let policy = response.headers[.contentSecurityPolicy] ?? ""
            #expect(policy.hasPrefix("default-src 'none'; style-src 'sha256-"))
            let body = String(buffer: response.body)
            #expect(!body.contains("<script") && !body.contains("http://") && !body.contains(" style="))
        }
    }
}
