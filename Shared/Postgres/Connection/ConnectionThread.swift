import Glibc
import Synchronization

/// The thread of one connection, as the executor of its actor: libpq may block here without holding up anybody else.
///
/// The thread keeps the executor alive until ``stop()``, so that the runtime never returns from a job into freed memory.
///
/// `@unchecked Sendable`: `jobs` and `isStopping` are only touched with `mutex` locked.
final class ConnectionThread: SerialExecutor, @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var jobs: [UnownedJob] = []
    private var isStopping = false
    /// `pthread_self()` of the thread; 0 until it runs.
    private let identity = Atomic<UInt>(0)

    /// Enough for libpq with TLS; only the pages that are touched cost memory.
    private static let stackSize = 1 << 20

    /// - Throws: where the system has no thread left.
    init() throws(PostgresError) {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, Self.stackSize)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let owned = Unmanaged.passRetained(self)
        let code = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<ConnectionThread>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, owned.toOpaque())
        guard code == 0 else {
            owned.release()
            throw PostgresError(.connection(.unreachable), "no thread for a connection: error \(code)")
        }
    }

    deinit {
        pthread_cond_destroy(changed)
        pthread_mutex_destroy(mutex)
        changed.deallocate()
        mutex.deallocate()
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        pthread_mutex_lock(mutex)
        jobs.append(job)
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(changed)
    }

    /// Ends the thread after the jobs that it has. To be called by the actor's deinit: nobody can enqueue any more.
    func stop() {
        pthread_mutex_lock(mutex)
        isStopping = true
        pthread_mutex_unlock(mutex)
        pthread_cond_signal(changed)
    }

    func isIsolatingCurrentContext() -> Bool? {
        identity.load(ordering: .relaxed) == UInt(pthread_self())
    }

    func checkIsolated() {
        precondition(isIsolatingCurrentContext() == true, "not on the connection's thread")
    }

    private func run() {
        identity.store(UInt(pthread_self()), ordering: .relaxed)
        while let batch = nextBatch() {
            for job in batch {
                job.runSynchronously(on: asUnownedSerialExecutor())
            }
        }
    }

    /// Waits for jobs; nil at the end.
    private func nextBatch() -> [UnownedJob]? {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while jobs.isEmpty {
            guard !isStopping else { return nil }
            pthread_cond_wait(changed, mutex)
        }
        defer { jobs.removeAll(keepingCapacity: true) }
        return jobs
    }
}
