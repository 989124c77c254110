import FoundationEssentials

/// Folders that the tests read and write.
enum Folders {
    static let recordings = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Recordings").path

    static func withTemporary<Result>(_ body: (String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "whence-test-\(UInt64.random(in: 0...UInt64.max))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        return try await body(folder.path)
    }

    /// Every file below a folder, by its path from there.
    static func files(below folder: String) throws -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        func walk(_ path: String, _ prefix: String) throws {
            for name in try FileManager.default.contentsOfDirectory(atPath: path) {
                var isFolder = false
                _ = FileManager.default.fileExists(atPath: "\(path)/\(name)", isDirectory: &isFolder)
                if isFolder {
                    try walk("\(path)/\(name)", "\(prefix)\(name)/")
                } else {
                    found[prefix + name] = Array(try Data(contentsOf: URL(filePath: "\(path)/\(name)")))
                }
            }
        }
        try walk(folder, "")
        return found
    }
}
