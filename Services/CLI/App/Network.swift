import HTTPKit
import Kubernetes

/// Connections that are closed when the closure ends, however it ends.
enum Network {
    static func use<Result>(_ body: (AsyncHTTPClientTransport) async throws -> Result) async throws -> Result {
        let transport = try AsyncHTTPClientTransport()
        do {
            let result = try await body(transport)
            await transport.shutdown()
            return result
        } catch {
            await transport.shutdown()
            throw error
        }
    }

    /// - Parameter timeout: For one call to the API server.
    static func use<Result>(
        _ access: ClusterAccess, timeout: Duration = .seconds(5), _ body: (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        let transports = NetworkTransports(server: access.server)
        do {
            let result = try await body(KubernetesClient(access: access, transports: transports, limits: .init(timeout: timeout)))
            await transports.shutdown()
            return result
        } catch {
            await transports.shutdown()
            throw error
        }
    }
}
