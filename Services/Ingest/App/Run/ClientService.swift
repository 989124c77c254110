import HTTPKit
import ServiceLifecycle

/// Closes the HTTP client's connections when nobody uses it any more.
struct ClientService: Service {
    let client: AsyncHTTPClientTransport

    func run() async {
        // Shutdown or cancellation: it ends the same way.
        try? await gracefulShutdown()
        await client.shutdown()
    }
}
