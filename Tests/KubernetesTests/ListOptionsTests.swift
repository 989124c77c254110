import HTTPKit
import Testing

@testable import Kubernetes

@Suite("The query of a LIST")
struct ListOptionsTests {
    @Test(
        "asks for pages, and for no resource version",
        arguments: [
            (ListOptions(), nil, "limit=500"),
            (ListOptions(labelSelector: "app=orders,tier!=web"), nil, "labelSelector=app%3Dorders%2Ctier%21%3Dweb&limit=500"),
            (ListOptions(fieldSelector: "spec.nodeName=n1", pageSize: 7), nil, "fieldSelector=spec.nodeName%3Dn1&limit=7"),
            (ListOptions(), "a+b/c=", "limit=500&continue=a%2Bb%2Fc%3D"),
        ] as [(ListOptions, String?, String)])
    func queries(options: ListOptions, token: String?, expected: String) {
        #expect(options.query(continuing: token, usual: 500).encoded == expected)
    }
}

@Suite("A path of the API")
struct APIOperationTests {
    @Test(
        "follows group, version, namespace and name",
        arguments: [
            (APIOperation("list", .pods, namespace: "shop"), "/api/v1/namespaces/shop/pods", "list pods in namespace shop"),
            (
                APIOperation("list", .deployments, namespace: "shop"), "/apis/apps/v1/namespaces/shop/deployments",
                "list deployments.apps in namespace shop"
            ),
            (APIOperation("list", .pods), "/api/v1/pods", "list pods"),
            (APIOperation("list", .nodes, namespace: "ignored"), "/api/v1/nodes", "list nodes in namespace ignored"),
            (
                APIOperation("get", .pods, subresource: "log", namespace: "a", name: "p"), "/api/v1/namespaces/a/pods/p/log",
                "get pods/log p in namespace a"
            ),
            (
                APIOperation("get", .pods, namespace: "../x", name: "a/b?c"), "/api/v1/namespaces/..%2Fx/pods/a%2Fb%3Fc",
                "get pods a/b?c in namespace ../x"
            ),
        ])
    func paths(operation: APIOperation, path: String, description: String) {
        #expect(operation.path == path)
        #expect("\(operation)" == description)
    }

    @Test(
        "holds only what is a name",
        arguments: [
            ("shop", true, true), ("shop-2", true, true), ("a.b", false, true), ("-a", false, false), ("a-", false, false), ("A", false, false),
            ("", false, false), ("..", false, false), ("a..b", false, false), ("a/b", false, false), ("a\u{0}", false, false),
            (String(repeating: "a", count: 63), true, true), (String(repeating: "a", count: 64), false, true),
            (String(repeating: "a", count: 254), false, false),
        ])
    func names(text: String, isLabel: Bool, isSubdomain: Bool) {
        #expect(ObjectName.isLabel(text) == isLabel)
        #expect(ObjectName.isSubdomain(text) == isSubdomain)
    }
}
