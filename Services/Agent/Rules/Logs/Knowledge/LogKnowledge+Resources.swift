/// What the machine hasn't got: ports, disk, memory, the right processor.
extension LogKnowledge {
    static let resources =
        LogSignature.all(
            .addressInUse,
            [
                "address already in use", "eaddrinuse", "port is already allocated", "port already in use", "only one usage of each socket",
                "address in use", "addressalreadyinuse", "errno 98", "os error 98", "port is in use", "java.net.bindexception",
            ])
        + [
            LogSignature(.addressInUse, "bind", beside: ["in use"]),
            LogSignature(.addressInUse, "port ", beside: ["was already in use", "is in use", "already in use", "is already being used", "is taken"]),
        ]
        + LogSignature.all(
            .diskFull,
            [
                "no space left on device", "enospc", "disk quota exceeded", "disk full", "not enough space", "insufficient disk space",
                "out of disk space", "device full", "no free disk space", "disk is full", "could not extend file", "flood stage disk watermark",
                "no space left", "os error 28", "errno 28", "edquot", "not enough free space", "there is not enough space on the disk",
                "table is full", "disk resource limit alarm", "disk usage exceeded flood-stage", "no more space", "free disk space is",
                "storage is full",
            ])
        // errno 116 and 107 of network file systems and of FUSE. Source: errno(3)
        + LogSignature.all(
            .volumeLost, ["stale file handle", "stale nfs file handle", "estale", "errno 116"], unless: ["recovered", "retry succeeded"])
        + [
            // A socket whose client has left says the same, and names no path: `getpeername() failed (107: Transport endpoint is not connected)`.
            LogSignature(
                .volumeLost, "transport endpoint is not connected", beside: [" /", "'/", "\"/", "\u{2018}/", "`/"],
                unless: [
                    "recovered", "getpeername", "getsockname", "sockopt", "shutdown", "socket", "accept", "peer", "client", "tcp", "recv", "send",
                    "http/1", "http/2", "connection", "upstream",
                ])
        ]
        + LogSignature.all(.wrongArchitecture, ["exec format error", "cannot execute binary file", "rosetta error", "qemu-", "wrong elf class"])
        + LogSignature.all(
            .outOfMemory,
            [
                "java.lang.outofmemoryerror", "outofmemoryerror", "javascript heap out of memory", "reached heap limit", "cannot allocate memory",
                "runtime: out of memory", "memoryerror", "std::bad_alloc", "out of memory: killed process", "gc overhead limit exceeded",
                "system.outofmemoryexception", "failed to allocate", "memory allocation of", "allowed memory size of", "oom-killer",
                "fatal error: out of memory", "nomemoryerror", "enomem", "killed process", "memory cgroup out of memory", "java heap space",
                "insufficient memory for the java runtime", "could not reserve enough space for", "unable to allocate", "heap exhausted",
                "out of memory", "native memory allocation", "can't allocate memory", "signal: killed",
                "memory resource limit alarm",
            ], unless: ["allocate port", "allocate ip", "allocate address", "gpu memory"])
}
