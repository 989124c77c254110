import CMalloc

/// How the C library's allocator treats memory that is free again.
package enum Allocator {
    /// Makes it give memory back after a burst. To be called before there are threads.
    ///
    /// By itself glibc gives each thread a heap of its own (eight a core), and raises the size from which blocks are mapped apart with each large
    /// one that is freed: what a burst of webhooks took is then never returned. musl and macOS have no such settings and need none.
    package static func returnsMemory() {
        #if canImport(Glibc)
            // Should one of them not be taken, the program works as well and is larger.
            _ = mallopt(M_ARENA_MAX, 2)
            _ = mallopt(M_MMAP_THRESHOLD, 64 << 10)
            _ = mallopt(M_TRIM_THRESHOLD, 1 << 20)
        #endif
    }

    /// Gives back what lies between blocks that are in use, where that is much: by itself glibc returns only what is free at the end of a heap.
    static func trim() {
        #if canImport(Glibc)
            if mallinfo2().fordblks > 4 << 20 { malloc_trim(0) }
        #endif
    }
}
