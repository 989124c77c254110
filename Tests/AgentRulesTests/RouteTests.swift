import AgentDomain
import AgentRules
import Contracts
import KubernetesModel
import Primitives
import Testing

/// Routes of the Gateway API and of a mesh: where they lead, and where to nothing.
@Suite struct RouteTests {
    static func route(backend: String, port: Int64 = 80, conditions: JSONValue = []) -> HTTPRoute {
        HTTPRoute([
            "metadata": Scene.metadata("front"),
            "spec": [
                "parentRefs": [["name": "public"]], "rules": [["backendRefs": [["name": .string(backend), "port": .integer(port)]]]],
            ],
            "status": ["parents": [["parentRef": ["name": "public"], "controllerName": "c", "conditions": conditions]]],
        ])
    }

    static func scene(_ route: HTTPRoute) -> Scene {
        var scene = Scene()
        scene.deployment("web")
        scene.service("web")
        scene.snapshot.gateways = [
            Gateway(["metadata": Scene.metadata("public"), "spec": ["gatewayClassName": "c", "listeners": [["name": "http", "port": 80]]]])
        ]
        scene.snapshot.gatewayClasses = [GatewayClass(["metadata": ["name": "c"], "spec": ["controllerName": "c"]])]
        scene.snapshot.httpRoutes = [route]
        return scene
    }

    @Test func aBackendThatDoesNotExistIsTheRoutesFault() {
        let scene = Self.scene(Self.route(backend: "web-v2"))
        for labels in [["httproute": "front"], ["deployment": "web", "alertname": "HighErrorRate"]] {
            let cause = scene.cause(labels)
            #expect(cause.category == .gatewayMisroute)
            #expect(cause.object == "HTTPRoute shop/front")
        }
    }

    @Test func aPortThatTheServiceLacksIsTheRoutesFault() {
        #expect(Self.scene(Self.route(backend: "web", port: 8080)).cause(["httproute": "front"]).category == .gatewayMisroute)
    }

    @Test func aRefusedRouteCitesItsCondition() {
        let refused: JSONValue = [["type": "Accepted", "status": "False", "reason": "NoMatchingListenerHostname", "message": "no listener"]]
        let response = Self.scene(Self.route(backend: "web", conditions: refused)).analyze(["httproute": "front"])
        #expect(response.rootCauses.first?.category == .gatewayMisroute)
        #expect(response.evidence.contains { $0.text.contains("NoMatchingListenerHostname") })
    }

    @Test func aRouteThatLeadsToItsServiceIsNothing() {
        #expect(Self.scene(Self.route(backend: "web")).cause(["deployment": "web"]).category == .healthy)
    }

    @Test func aListenersCertificateIsTheGatewaysFault() {
        var scene = Self.scene(Self.route(backend: "web"))
        scene.snapshot.gateways = [
            Gateway([
                "metadata": Scene.metadata("public"),
                "spec": [
                    "gatewayClassName": "c",
                    "listeners": [["name": "https", "port": 443, "protocol": "HTTPS", "tls": ["certificateRefs": [["name": "cert"]]]]],
                ],
                "status": [
                    "listeners": [
                        ["name": "https", "conditions": [["type": "ResolvedRefs", "status": "False", "reason": "InvalidCertificateRef"]]]
                    ]
                ],
            ])
        ]
        #expect(scene.cause(["gateway": "public"]).category == .tlsSecretMissing)
    }

    static func virtual(subset: JSONValue, fault: JSONValue = .null) -> VirtualService {
        VirtualService([
            "metadata": Scene.metadata("db"),
            "spec": ["hosts": ["db"], "http": [["fault": fault, "route": [["destination": ["host": "db", "subset": subset]]]]]],
        ])
    }

    static func mesh(_ virtual: VirtualService) -> Scene {
        var scene = Scene()
        scene.chain(database: Scene.ready(), log: "upstream db:5432 answered 503")
        scene.snapshot.virtualServices = [virtual]
        scene.snapshot.destinationRules = [
            DestinationRule(["metadata": Scene.metadata("db"), "spec": ["host": "db", "subsets": [["name": "v1", "labels": ["app": "db"]]]]])
        ]
        return scene
    }

    @Test func aSubsetThatNobodyDefinesIsAMisroute() {
        #expect(Self.mesh(Self.virtual(subset: "v2")).cause(["deployment": "api"]).category == .gatewayMisroute)
        #expect(Self.mesh(Self.virtual(subset: "v1")).cause(["deployment": "api"]).category == .dependencyUnhealthy)
    }

    @Test func aDelayOnPurposeIsTheNetworks() {
        let scene = Self.mesh(Self.virtual(subset: "v1", fault: ["delay": ["fixedDelay": "5s", "percentage": ["value": 100]]]))
        #expect(scene.cause(["deployment": "api"]).category == .networkDelay)
    }
}
