/// Whose bound a program met that says that it is out of memory: a runtime that keeps its heap below what the container may have ends by its own
/// limit, and a larger container doesn't help it. Memory that the kernel refuses or kills for is none of these.
///
/// Source: https://docs.oracle.com/en/java/javase/21/docs/specs/man/java.html, https://nodejs.org/api/cli.html#--max-old-space-sizesize-in-mib,
/// https://learn.microsoft.com/dotnet/core/runtime-config/garbage-collector, https://docs.python.org/3/library/exceptions.html#MemoryError
/// and https://www.php.net/manual/ini.core.php#ini.memory-limit
enum RuntimeLimit: String {
    case java
    /// Classes, which the JVM keeps beside the heap.
    case javaClasses
    /// Buffers outside of the JVM's heap.
    case javaBuffers
    case node
    case dotnet
    case python
    case php
    /// The memory of a graphics card.
    case accelerator

    init?(line: String) {
        if line.mentions("cuda out of memory", "cuda error: out of memory", "hip out of memory") {
            self = .accelerator
        } else if line.mentions("native thread", "native memory", "insufficient memory for the java runtime") {
            return nil
        } else if line.mentions("outofmemoryerror: metaspace", "outofmemoryerror: compressed class space") {
            self = .javaClasses
        } else if line.mentions("outofmemoryerror: direct buffer", "outofmemoryerror: cannot reserve", "outofdirectmemoryerror") {
            self = .javaBuffers
        } else if line.mentions("outofmemoryerror", "java heap space", "gc overhead limit exceeded", "[full gc", "pause full") {
            self = .java
        } else if line.mentions("javascript heap out of memory", "reached heap limit") {
            self = .node
        } else if line.mentions("system.outofmemoryexception") {
            self = .dotnet
        } else if line.mentions("allowed memory size of") {
            self = .php
        } else if line.mentions("memoryerror"), !line.mentions("nomemoryerror") {
            self = .python
        } else {
            return nil
        }
    }
}
