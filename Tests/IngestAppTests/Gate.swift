/// Holds whoever passes until it is opened, so that a test decides what happens at the same time.
actor Gate {
    private var isOpen = false
    private var hasArrival = false
    private var held: [CheckedContinuation<Void, Never>] = []
    private var watchers: [CheckedContinuation<Void, Never>] = []

    func pass() async {
        hasArrival = true
        for watcher in watchers { watcher.resume() }
        watchers = []
        guard !isOpen else { return }
        await withCheckedContinuation { held.append($0) }
    }

    /// Returns once somebody came to the gate.
    func waitForArrival() async {
        guard !hasArrival else { return }
        await withCheckedContinuation { watchers.append($0) }
    }

    func open() {
        isOpen = true
        for continuation in held { continuation.resume() }
        held = []
    }
}
