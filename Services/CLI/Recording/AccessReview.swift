import HTTPTypes

/// A `SelfSubjectAccessReview`: the one object that may be posted, since answering it changes nothing.
///
/// Source: https://kubernetes.io/docs/reference/kubernetes-api/authorization-resources/self-subject-access-review-v1/
struct AccessReview {
    private let spec: JSONSlice

    /// - Returns: nil where the path is that of another resource.
    init?(path: APIPath, body: [UInt8]) throws(APIStatus) {
        guard path.group == "authorization.k8s.io", path.resource == "selfsubjectaccessreviews", path.name == nil else { return nil }
        let review: JSONSlice
        do throws(JSONSyntaxError) {
            review = try JSONSlice(parsing: body)
        } catch {
            throw .badRequest("the object provided is unrecognized: \(error)")
        }
        guard let spec = review["spec"] else { throw .badRequest("spec: Required value") }
        self.spec = spec
    }

    func answer(for cluster: RecordedCluster) -> RecordedAnswer {
        let isAllowed = isAllowed(by: cluster)
        let reason = isAllowed ? "the recording holds it" : "the recording doesn't hold it, or it would be a write"
        var body = Array("{\"kind\":\"SelfSubjectAccessReview\",\"apiVersion\":\"authorization.k8s.io/v1\",\"metadata\":{},\"spec\":".utf8)
        body.append(contentsOf: spec.bytes)
        body.append(contentsOf: ",\"status\":{\"allowed\":\(isAllowed),\"reason\":\(JSONString.quoted(reason))}}\n".utf8)
        return RecordedAnswer(status: .created, body: body)
    }

    /// Reading is allowed where there is something to read, and nothing else is. A `*` is never allowed, since it would cover Secrets.
    private func isAllowed(by cluster: RecordedCluster) -> Bool {
        guard let attributes = spec["resourceAttributes"] else {
            return spec[path: ["nonResourceAttributes", "verb"]]?.string == "get"
        }
        func attribute(_ name: String) -> String { attributes[name]?.string ?? "" }
        guard ["get", "list"].contains(attribute("verb")) else { return false }
        let types = cluster.recording.lists.keys.filter { type in
            type.group == attribute("group") && type.resource == attribute("resource")
                && ["", "*", type.version].contains(attribute("version"))
        }
        guard !types.isEmpty else { return false }
        switch attribute("subresource") {
        case "", "status": return true
        case "log": return attribute("resource") == "pods"
        default: return false
        }
    }
}
