import ServiceLifecycle

/// Keeps giving back memory that a burst has left behind.
struct MemoryTrimmer: Service {
    private static let pause: Duration = .milliseconds(500)

    func run() async {
        await cancelWhenGracefulShutdown {
            // Ends when the pause is cancelled.
            while (try? await Task.sleep(for: Self.pause)) != nil { Allocator.trim() }
        }
    }
}
