package import Primitives

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// The metrics that every Prometheus client gives of its process, under their common names.
///
/// Source: https://prometheus.io/docs/instrumenting/writing_clientlibs/#process-metrics
package enum ProcessMetrics {
    /// - Parameter startedAt: When the process began, as its main function saw it.
    package static func register(in registry: MetricsRegistry, startedAt: Timestamp) {
        registry.gauge("process_start_time_seconds", help: "Start of the process in seconds since 1970.") { startedAt.secondsSince1970 }
        registry.counter("process_cpu_seconds_total", help: "User and system CPU time spent, in seconds.") { cpuSeconds() }
        registry.gauge("process_resident_memory_bytes", help: "Resident memory in bytes.") { memory(page: 1) }
        registry.gauge("process_virtual_memory_bytes", help: "Virtual memory in bytes.") { memory(page: 0) }
        registry.gauge("process_open_fds", help: "Open file descriptors.") { openDescriptors() }
        registry.gauge("process_max_fds", help: "File descriptors that may be open.") { maximumDescriptors() }
    }

    static func cpuSeconds() -> Double? {
        var usage = rusage()
        guard getrusage(ownUsage, &usage) == 0 else { return nil }
        let seconds = Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
        return seconds + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
    }

    /// `/proc/self/statm` counts pages: virtual, resident, … Nil where there is no such file, on anything but Linux.
    static func memory(page index: Int) -> Double? {
        guard let file = fopen("/proc/self/statm", "r") else { return nil }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, Int32(line.count), file) != nil else { return nil }
        let fields = line.prefix { $0 != 0 }.split(separator: 0x20)
        guard index < fields.count, let pages = Double(String(decoding: fields[index].map(UInt8.init(bitPattern:)), as: UTF8.self)) else {
            return nil
        }
        return pages * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    static func openDescriptors() -> Double? {
        guard let directory = opendir("/proc/self/fd") else { return nil }
        defer { closedir(directory) }
        var count = 0
        while readdir(directory) != nil { count += 1 }
        return Double(count - 3)  // ".", ".." and the descriptor of this very directory
    }

    static func maximumDescriptors() -> Double? {
        var limit = rlimit()
        guard getrlimit(descriptorLimit, &limit) == 0 else { return nil }
        return Double(limit.rlim_cur)
    }

    // Glibc imports these constants as enumerations, the other C libraries as integers.
    #if canImport(Glibc)
        private static let ownUsage = RUSAGE_SELF.rawValue
        private static let descriptorLimit = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    #else
        private static let ownUsage = RUSAGE_SELF
        private static let descriptorLimit = RLIMIT_NOFILE
    #endif
}
