import FoundationEssentials
import TestSupport

/// The programs under test, as the build has put them beside the tests.
enum Programs {
    static let ingest = "whence-ingest"
    static let agent = "whence-agent"
    static let commandLine = "whence"

    /// - Throws: where it was not built: `swift build` builds all of them, `swift build --target` may not.
    static func path(_ name: String) throws -> String {
        let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        var folders = [URL(filePath: own).deletingLastPathComponent()]
        // With the toolchain's own runner the test bundle is its argument instead.
        folders += CommandLine.arguments.filter { $0.hasSuffix(".xctest") }.map { URL(filePath: $0).deletingLastPathComponent() }
        for folder in folders {
            let path = folder.appending(path: name).path
            if FileManager.default.isExecutableFile(atPath: path) { return path }
        }
        throw TestSupportError("\(name) is not beside the tests in \(folders.map(\.path))")
    }
}
