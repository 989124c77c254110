import HTTPTypes
import Primitives

/// Answers `GET …/pods/{name}/log` for one pod, with the checks that API server and kubelet make.
struct PodLog {
    let pod: RecordedObject
    let recordedAt: Timestamp

    func answer(_ request: RecordedRequest, logs: [LogKey: RecordedLog]) throws(APIStatus) -> RecordedAnswer {
        let window = try window(request)
        let container = try container(named: request.parameter("container"))
        // A pod that no node runs has no kubelet to ask: the API server answers with nothing at all.
        if pod.field("spec.nodeName").isEmpty { return RecordedAnswer(status: .noContent, contentType: .text, body: []) }

        let log = logs[LogKey(namespace: pod.namespace, pod: pod.name, container: container)]
        switch request.flag("previous") ? log?.previous : log?.current {
        case .lines(let bytes):
            return RecordedAnswer(contentType: .text, body: window.apply(to: bytes))
        case .refused(let text):
            throw .parsing(kubectl: text)
        case nil where request.flag("previous"):
            throw .badRequest("previous terminated container \"\(container)\" in pod \"\(pod.name)\" not found")
        case nil:
            if let reason = waitingReason(of: container) {
                throw .badRequest("container \"\(container)\" in pod \"\(pod.name)\" is waiting to start: \(reason)")
            }
            throw APIStatus(
                code: 404, reason: "NotFound",
                message: "the recording holds no log of container \"\(container)\" in pod \"\(pod.name)\"")
        }
    }

    private func names(of field: String) -> [String] {
        pod.json["spec"]?[field]?.elements.compactMap { $0["name"]?.string } ?? []
    }

    private func container(named name: String?) throws(APIStatus) -> String {
        let containers = names(of: "containers")
        let initContainers = names(of: "initContainers")
        if let name {
            guard (containers + initContainers + names(of: "ephemeralContainers")).contains(name) else {
                throw .badRequest("container \(name) is not valid for pod \(pod.name)")
            }
            return name
        }
        if containers.count == 1 { return containers[0] }
        var message = "a container name must be specified for pod \(pod.name), choose one of: [\(containers.joined(separator: " "))]"
        if !initContainers.isEmpty { message += " or one of the init containers: [\(initContainers.joined(separator: " "))]" }
        throw .badRequest(message)
    }

    private func waitingReason(of container: String) -> String? {
        let statuses = ["containerStatuses", "initContainerStatuses"].flatMap { pod.json["status"]?[$0]?.elements ?? [] }
        return statuses.first { $0["name"]?.string == container }?[path: ["state", "waiting", "reason"]]?.string
    }

    private func window(_ request: RecordedRequest) throws(APIStatus) -> LogWindow {
        var window = LogWindow(timestamps: request.flag("timestamps"))
        window.tailLines = try number("tailLines", in: request, atLeast: 0)
        window.limitBytes = try number("limitBytes", in: request, atLeast: 1)
        let seconds = try number("sinceSeconds", in: request, atLeast: 1)
        if let seconds { window.since = recordedAt - .seconds(seconds) }
        if let text = request.parameter("sinceTime") {
            guard let time = Timestamp(rfc3339: text) else { throw .badRequest("parsing time \"\(text)\" as RFC 3339 failed") }
            guard seconds == nil else { throw invalid("at most one of `sinceTime` or `sinceSeconds` may be specified") }
            window.since = time
        }
        return window
    }

    private func number(_ name: String, in request: RecordedRequest, atLeast minimum: Int) throws(APIStatus) -> Int? {
        guard let text = request.parameter(name) else { return nil }
        guard let value = Int(text) else { throw .badRequest("strconv.ParseInt: parsing \"\(text)\": invalid syntax") }
        guard value >= minimum, value <= Int(Int32.max) else {
            throw invalid("\(name): Invalid value: \(value): must be greater than or equal to \(minimum)")
        }
        return value
    }

    private func invalid(_ problem: String) -> APIStatus {
        .invalid("PodLogOptions \"\(pod.name)\" is invalid: \(problem)")
    }
}
