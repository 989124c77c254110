import Cases
import FoundationEssentials

/// Writes cases as the recordings that they stand for, for `whence replay` and for reading.
struct CaseWriter {
    let folder: String

    func write(_ paths: [String], variations: Int, seed: UInt64) throws {
        for source in try paths.flatMap({ try Case.find(below: $0) }) {
            for number in 0...variations {
                let variation = Variation(number: number, seed: seed)
                let directory = "\(folder)/\(source.name)" + (number == 0 ? "" : "-\(number)")
                let files = try source.expanded(variation).files
                for (path, bytes) in files {
                    let url = URL(filePath: "\(directory)/\(path)")
                    try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
                    try Data(bytes).write(to: url)
                }
                StandardOutput.line("\(directory): \(Wording.count(files.count, "file"))")
            }
        }
    }
}
