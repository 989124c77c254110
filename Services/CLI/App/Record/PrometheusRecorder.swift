import HTTPKit
import HTTPTypes
import Primitives
import Recording

/// Takes down a Prometheus' answers to the queries of a plan.
struct PrometheusRecorder: Sendable {
    let transport: any Transport
    /// Without a slash at its end.
    let baseURL: String

    private static let step = 30

    func record(
        _ plan: RecordingPlan, at time: Timestamp, history: Duration, into folder: RecordingFolder
    ) async throws -> [ClusterRecorder.Gap] {
        let end = time.microseconds / 1_000_000
        let start = end - history.components.seconds
        var gaps: [ClusterRecorder.Gap] = []
        for (name, text) in plan.queries {
            let instant: QueryString = ["query": text, "time": String(end)]
            gaps += try await query(text, "query?\(instant.encoded)", file: "\(name).instant.json", into: folder)
            let range: QueryString = ["query": text, "start": String(start), "end": String(end), "step": String(Self.step)]
            gaps += try await query(text, "query_range?\(range.encoded)", file: "\(name).range.json", into: folder)
        }
        do {
            try await folder.write(try await get("alerts"), to: ["prometheus", "alerts.json"])
        } catch let gap as Refusal {
            gaps.append(gap.description)
        }
        return gaps
    }

    private func query(_ text: String, _ target: String, file: String, into folder: RecordingFolder) async throws -> [ClusterRecorder.Gap] {
        do {
            let answer = try await get(target)
            // An answer that warns is a part of one: kept as whole, it would mislead.
            let json = try JSONSlice(parsing: answer)
            if let warning = json["warnings"]?.elements.first { throw Refusal(description: "\(text): \(warning.text)") }
            var content = Array("{\n \"query\": \(JSONString.quoted(text)),\n \"answer\": ".utf8)
            content += json.bytes
            content += "\n}".utf8
            try await folder.write(content, to: ["prometheus", file])
            return []
        } catch let refusal as Refusal {
            return [refusal.description]
        }
    }

    private struct Refusal: Error, CustomStringConvertible {
        var description: String
    }

    private func get(_ target: String) async throws -> [UInt8] {
        let response = try await transport.send(OutboundRequest(url: "\(baseURL)/api/v1/\(target)", timeout: .seconds(15)))
        guard response.status.code == 200 else { throw Refusal(description: "Prometheus answers /api/v1/\(target) with \(response.status.code)") }
        return response.body
    }
}
