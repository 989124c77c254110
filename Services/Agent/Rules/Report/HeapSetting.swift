import KubernetesModel

/// A runtime's own bound on its heap, where a container's variables or arguments set one.
struct HeapSetting {
    /// As it is written: `-Xmx512m`.
    let word: String
    /// nil for shares, and for what can't be read.
    let bytes: Int64?

    /// The one that counts: later arguments overrule earlier ones, and arguments overrule variables.
    init?(of runtime: RuntimeLimit, in container: Container) {
        let texts = container.env.compactMap { variable in variable.value.map { "\(variable.name)=\($0)" } } + container.command + container.args
        let words = texts.flatMap { $0.split { " \n\t\"'".contains($0) } }
        let found = words.compactMap { word in
            Self.flags(of: runtime).lazy.compactMap { flag in word.range(ofASCIIText: flag).map { word[$0.lowerBound...] } }.first
        }
        guard let last = found.last else { return nil }
        word = String(last.prefix(80))
        bytes = Self.bytes(last, of: runtime)
    }

    private static func flags(of runtime: RuntimeLimit) -> [String] {
        switch runtime {
        case .java: ["-Xmx", "-XX:MaxRAMPercentage=", "-XX:MaxHeapSize=", "-XX:MaxRAM="]
        case .javaClasses: ["-XX:MaxMetaspaceSize=", "-XX:CompressedClassSpaceSize="]
        case .javaBuffers: ["-XX:MaxDirectMemorySize=", "-Dio.netty.maxDirectMemory="]
        case .node: ["--max-old-space-size=", "--max_old_space_size="]
        case .dotnet: ["DOTNET_GCHeapHardLimit", "COMPlus_GCHeapHardLimit"]
        case .python, .php, .accelerator: []
        }
    }

    /// `-Xmx` counts in bytes or in its suffix's unit, `--max-old-space-size` in MiB.
    private static func bytes(_ word: Substring, of runtime: RuntimeLimit) -> Int64? {
        guard let start = word.firstIndex(where: \.isWholeNumber) else { return nil }
        let digits = word[start...].prefix(while: \.isWholeNumber)
        guard let count = Int64(digits) else { return nil }
        let unit: Int64
        switch (runtime, word[digits.endIndex...].lowercased()) {
        case (.java, "") where !word.contains("Percentage"): unit = 1
        case (.java, "k"): unit = 1 << 10
        case (.java, "m"), (.node, ""): unit = 1 << 20
        case (.java, "g"): unit = 1 << 30
        default: return nil
        }
        let (bytes, overflow) = count.multipliedReportingOverflow(by: unit)
        return overflow ? nil : bytes
    }
}
