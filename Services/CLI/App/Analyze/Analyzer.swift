import AgentAnalysis
import AgentReasoning
import Contracts
import FoundationEssentials
import HTTPKit
import HTTPTypes
import Kubernetes
import Masking
import Primitives
import Prometheus
import Recording

/// Who analyses: an agent over HTTP, or the pipeline in this process.
struct Analyzer: Sendable {
    let analyze: @Sendable (AnalyzeRequest) async throws -> AnalyzeResponse

    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The real pipeline over a recording, without a socket.
    static func recording(_ cluster: RecordedCluster, masker: Masker = .standard) -> Analyzer {
        recording(kubernetes: transport(of: cluster), prometheus: transport(of: cluster), masker: masker)
    }

    static func recording(kubernetes: any Transport, prometheus: any Transport, masker: Masker = .standard, reasoner: Reasoner? = nil) -> Analyzer {
        pipeline(
            KubernetesClient(transport: kubernetes), prometheus: PrometheusClient(baseURL: "http://prometheus.recording", transport: prometheus),
            masker: masker, reasoner: reasoner)
    }

    static func transport(of cluster: RecordedCluster) -> RecordedTransport {
        RecordedTransport(cluster)
    }

    static func pipeline(_ client: KubernetesClient, prometheus: PrometheusClient?, masker: Masker = .standard, reasoner: Reasoner? = nil) -> Analyzer
    {
        let pipeline = AgentPipeline(cluster: .client(client), prometheus: prometheus, masker: masker, reasoner: reasoner)
        return Analyzer { await pipeline.analyze($0) }
    }

    /// - Parameters:
    ///   - baseURL: Of the agent, without a slash at its end.
    ///   - token: nil where the agent asks for none.
    static func agent(_ baseURL: String, token: Secret? = nil, transport: any Transport, timeout: Duration) -> Analyzer {
        Analyzer { request in
            var headers: HTTPFields = [.contentType: "application/json"]
            if let token { headers[.authorization] = "Bearer \(token.exposed)" }
            let outbound = OutboundRequest(
                method: .post, url: "\(baseURL)/analyze", headers: headers, body: Array(try JSONEncoder().encode(request)), timeout: timeout)
            let response: OutboundResponse
            do throws(TransportError) {
                response = try await transport.send(outbound)
            } catch {
                throw Failure(description: error.advised("Is whence-agent there? Set --agent to where it is."))
            }
            guard response.status.code == 200 else {
                let advice = response.status == .unauthorized ? "\nSet AGENT_TOKEN to one of the tokens that the agent has there." : ""
                throw Failure(description: "the agent answers \(problem(in: response))\(advice)")
            }
            do {
                return try JSONDecoder().decode(AnalyzeResponse.self, from: Data(response.body))
            } catch {
                throw Failure(description: "the agent's answer isn't an analysis: is \(baseURL) an agent's address?")
            }
        }
    }

    /// What a problem document says; the status alone where there is none.
    private static func problem(in response: OutboundResponse) -> String {
        guard let problem = try? JSONDecoder().decode(ProblemDocument.self, from: Data(response.body)) else { return "\(response.status.code)" }
        let fields = (problem.errors ?? []).map { "\($0.field): \($0.message)" }
        return (["\(problem.status) \(problem.title)", problem.detail].compactMap(\.self) + fields).joined(separator: "; ")
    }
}
