/// Ends that name no reason beyond themselves. They stand last: whatever else a log says explains more.
extension LogKnowledge {
    static let crashes =
        LogSignature.all(
            .segmentationFault,
            [
                "segmentation fault", "segmentation violation", "sigsegv", "signal 11", "invalid memory address or nil pointer", "bus error",
                "sigbus", "core dumped", "sigill", "illegal instruction", "stack smashing detected", "double free or corruption",
            ])
        + LogSignature.all(
            .crash,
            [
                "panic:", "traceback (most recent call last)", "unhandled exception", "uncaught exception", "unhandledpromiserejection",
                "exception in thread", "fatal error", "thread 'main' panicked", "terminate called after", "assertion failed", "unhandled rejection",
                "uncaught error", "stack overflow", "aborted", "fatal:", "application startup failed", "application run failed", "abort trap",
                "nullpointerexception", "typeerror:", "valueerror:", "referenceerror:", "runtimeerror", "indexerror:", "attributeerror:",
                "nomethoderror", "zerodivisionerror", "division by zero", "index out of range", "nil map", "panicked at", "uncaught",
            ])
        + [
            LogSignature(.crash, "fatal"), LogSignature(.crash, "panic"), LogSignature(.crash, "critical"), LogSignature(.crash, "exception"),
            LogSignature(.crash, "error"), LogSignature(.crash, "emerg"), LogSignature(.crash, "failed"), LogSignature(.crash, "failure"),
        ]
}
