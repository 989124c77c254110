package import AgentDomain
package import AgentPrompts
package import Contracts
package import Primitives

/// A small analysis: a container of shop/orders that ends because its database is away, as rules found it.
package enum AnalysisFixture {
    package static let now = Timestamp(rfc3339: "2026-11-21T12:10:00Z") ?? Timestamp(microseconds: 0)
    package static let orders = ObjectReference(kind: "Deployment", namespace: "shop", name: "orders", container: "orders")
    package static let database = ObjectReference(kind: "StatefulSet", namespace: "shop", name: "orders-db")

    package static func alert(_ status: AlertStatus = .firing, annotations: [String: String] = ["summary": "orders restarts"]) -> Alert {
        Alert(
            status: status, labels: ["alertname": "KubePodCrashLooping", "namespace": "shop", "pod": "orders-7d9f8b6c5-abcde"],
            annotations: annotations, startsAt: now - .seconds(600), endsAt: status == .resolved ? now - .seconds(60) : nil)
    }

    package static func evidence(_ id: String, _ source: String, _ object: ObjectReference?, _ text: String) -> EvidenceItem {
        EvidenceItem(id: id, source: source, query: "/api/v1/\(id)", object: object, observedAt: now - .seconds(300), text: text)
    }

    package static func cause(
        _ category: CauseCategory = .dependencyUnreachable, _ object: ObjectReference? = orders, confidence: Double = 0.9, evidence: [String] = ["E1"]
    ) -> RootCause {
        RootCause(
            category: category, title: "orders: dependency at orders-db:5432 can't be reached", object: object, confidence: confidence,
            explanation: "The log says that orders-db:5432 refuses connections.", evidence: evidence)
    }

    package static func study(_ cause: RootCause = cause(), events: [(reason: String, message: String)] = [], logs: [String] = []) -> RulesStudy {
        let items = [
            evidence("E1", "logs", orders, "connect ECONNREFUSED orders-db:5432"),
            evidence("E2", "kubernetes", orders, "container orders: terminated with exit code 137 at 12:03:04, 12 restarts, limit 512Mi"),
        ]
        let rows = events.map { event -> JSONValue in
            [
                "type": "Warning", "reason": .string(event.reason), "object": "Pod/orders-7d9f8b6c5-abcde", "message": .string(event.message),
                "count": 3,
            ]
        }
        let response = AnalyzeResponse(
            threadTs: "", analysis: "## The rules' report", analysisSummary: "orders can't reach orders-db.", analysisDetail: "### Cause",
            analysisQuality: .high, missingData: ["May not list secrets: the agent's role lacks the verb."], capabilities: Capabilities(),
            context: AnalysisContext(namespace: "shop", podName: "orders-7d9f8b6c5-abcde"),
            artifacts: [
                Artifact(type: "events", query: "/api/v1/namespaces/shop/events", result: .array(rows), summary: "\(rows.count) events"),
                Artifact(
                    type: "logs", query: "/api/v1/namespaces/shop/pods/orders-7d9f8b6c5-abcde/log", result: .array(logs.map { .string($0) }),
                    summary: "lines"),
            ],
            rootCauses: [cause], evidence: items,
            changes: [
                Change(
                    object: orders, at: now - .seconds(900), field: "spec.template.spec.containers[orders].env[DB_HOST]", from: "orders-db",
                    to: "orders-db2", summary: "DB_HOST changed")
            ],
            recommendations: [
                Recommendation(kind: .fix, text: "Bring orders-db back.", command: "kubectl get pods -n shop", risk: .none, expectedMinutes: 5)
            ],
            impact: Impact(services: ["orders"], users: "Orders fail.", severity: "critical", urgency: "high"))
        return RulesStudy(
            response: response, symptoms: ["orders is not ready"], chain: [orders.withoutContainer, database], notes: ["cart is unwell, too"])
    }

    package static func material(
        _ study: RulesStudy = study(), alert: Alert = alert(), depth: AnalysisDepth = .standard, language: String? = nil,
        similar: [SimilarIncident] = []
    ) -> AnalysisMaterial {
        AnalysisMaterial(
            request: AnalyzeRequest(alert: alert, similarIncidents: similar, language: language, depth: depth), rules: study,
            measurements: [evidence("", "prometheus", orders, "memory working set 61.8Mi of 64Mi (97%)")],
            objects: [
                .init(text: "Deployment shop/orders: 0 of 2 pods ready; orders CrashLoopBackOff", isUnwell: true),
                .init(text: "Node node-a: ready", isUnwell: false),
            ],
            earlier: [
                EarlierAnalysis(
                    at: now - .seconds(86_400), summary: "The database was being restarted.", category: "dependency_unreachable",
                    object: "StatefulSet shop/orders-db", engine: .rules)
            ])
    }

    package static var known: KnownObjects {
        var known = KnownObjects()
        for reference in [orders, database, ObjectReference(kind: "Node", namespace: nil, name: "node-a")] { known.insert(reference) }
        known.insert(ObjectReference(kind: "Pod", namespace: "shop", name: "orders-7d9f8b6c5-abcde"))
        known.insert(ObjectReference(kind: "ConfigMap", namespace: "shop", name: "orders-config"))
        return known
    }

    /// An answer as a model writes it.
    package static func answer(
        category: String = "dependency_unreachable",
        object: String = #"{"kind":"Deployment","namespace":"shop","name":"orders","container":"orders"}"#,
        title: String = "orders can't reach its database", confidence: Double = 0.9,
        explanation: String = "The log shows \"connect ECONNREFUSED orders-db:5432\".", evidence: [String] = ["E1"],
        mechanism: String = "[]", contradiction: String = "null", summary: String = "orders can't reach orders-db.",
        recommendations: String = "[]"
    ) -> String {
        """
        {"summary":\(quoted(summary)),"causes":[{"category":"\(category)","title":\(quoted(title)),"object":\(object),"confidence":\(confidence),\
        "explanation":\(quoted(explanation)),"evidence":[\(evidence.map { "\"\($0)\"" }.joined(separator: ","))]}],"mechanism":\(mechanism),\
        "ruled_out":[],"contradiction":\(contradiction),"recovery":null,"impact":{"services":["orders"],"users":"Orders can't be placed."},\
        "recommendations":\(recommendations),"missing":[]}
        """
    }

    private static func quoted(_ text: String) -> String {
        "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}
