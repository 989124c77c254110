import Kubernetes
import Primitives

/// Whether the cluster answers, and may be asked what an analysis asks of it.
struct ClusterCheck: Sendable {
    let client: KubernetesClient
    /// nil asks for the right to look into every namespace.
    let namespace: String?
    let clock: WallClock

    private struct Need: Sendable {
        var operation: APIOperation
        /// An analysis is worth little without it.
        var isEssential: Bool
    }

    private static let essential: Set<APIResource> = [
        .pods, .events, .deployments, .replicaSets, .statefulSets, .daemonSets, .jobs, .services,
    ]

    /// What an analysis asks for, without the groups that the cluster doesn't serve.
    private func needs(served groups: Set<String>) -> [Need] {
        let kinds = APIResource.readByAnalyses.filter { $0.group.isEmpty || groups.contains($0.group) }
        let lists = kinds.map { resource in
            Need(
                operation: APIOperation("list", resource, namespace: resource.isNamespaced ? namespace : nil),
                isEssential: Self.essential.contains(resource))
        }
        let logs = Need(operation: APIOperation("get", .pods, subresource: "log", namespace: namespace), isEssential: true)
        return lists.filter(\.isEssential) + [logs] + lists.filter { !$0.isEssential }
    }

    func lines() async -> [Checkup.Line] {
        let (version, date): (String, Timestamp?)
        do throws(KubernetesError) {
            (version, date) = try await client.version()
        } catch {
            return [.failed("API server", "\(error)", advice: Self.advice(for: error))]
        }
        var lines = [Checkup.Line.ok("API server", "Kubernetes \(version)")]
        if let date, let line = skew(of: date) { lines.append(line) }
        lines += await rights()
        lines.append(await secrets())
        return lines
    }

    /// Ages are told by the server's clock, so that a difference does no harm; it is worth knowing all the same.
    private func skew(of date: Timestamp) -> Checkup.Line? {
        let difference = clock.now - date
        guard difference > .seconds(60) || difference < .seconds(-60) else { return nil }
        return .warning(
            "clock", "the API server's differs from this machine's by \(Wording.span(difference < .zero ? .zero - difference : difference))",
            advice: "Ages are told by the API server's clock. Unless this is a replayed recording, check NTP on both.")
    }

    private func rights() async -> [Checkup.Line] {
        var allowed: [String] = []
        var lines: [Checkup.Line] = []
        let groups: Set<String>
        do throws(KubernetesError) {
            groups = try await client.groups()
        } catch {
            return [.failed("API groups", "\(error)", advice: Self.advice(for: error))]
        }
        for need in needs(served: groups) {
            let name = "\(need.operation.verb) \(need.operation.resourceName)"
            do throws(KubernetesError) {
                if try await client.mayI(need.operation).isAllowed {
                    allowed.append(name)
                } else {
                    let scope = need.operation.namespace.map { " in namespace \($0)" } ?? ""
                    let advice = "Grant '\(need.operation.verb)' on '\(need.operation.resourceName)'\(scope): the chart's ClusterRole has it."
                    lines.append(
                        need.isEssential
                            ? .failed(name, "not allowed", advice: advice) : .warning(name, "not allowed", advice: advice))
                }
            } catch {
                lines.append(.failed("access review", "\(error)", advice: Self.advice(for: error)))
                break
            }
        }
        if !allowed.isEmpty { lines.insert(.ok("rights", allowed.joined(separator: ", ")), at: 0) }
        return lines
    }

    private func secrets() async -> Checkup.Line {
        let operation = APIOperation("list", APIResource(plural: "secrets"), namespace: namespace)
        do throws(KubernetesError) {
            guard try await client.mayI(operation).isAllowed else { return .ok("secrets", "not readable, as it should be") }
            return .warning(
                "secrets", "these credentials may read them",
                advice: "Whence reads their names alone, and those only with KUBERNETES_SECRET_METADATA: else use an account without that right.")
        } catch {
            return .failed("secrets", "\(error)", advice: Self.advice(for: error))
        }
    }

    private static func advice(for error: KubernetesError) -> String {
        switch error.reason {
        case .unauthorized, .credentialsUnavailable: "Renew the credentials: `kubectl auth whoami` with the same kubeconfig shows whether they work."
        case .forbidden: "Bind the account to the chart's ClusterRole."
        case .unreachable, .timedOut: "Check the server's address and the way to it: `kubectl version` with the same kubeconfig."
        case .tlsFailed: "Check certificate-authority-data of the kubeconfig, and the name in the server's certificate."
        default: "Ask the same with `kubectl get --raw` to see the whole answer."
        }
    }
}
