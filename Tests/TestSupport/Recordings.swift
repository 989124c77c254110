import FoundationEssentials

/// The recordings of real clusters that the tests replay.
package enum Recordings {
    package static let names = ["batch", "calm", "demo", "quota", "rollout", "shop"]

    /// The folder that holds one folder a recording.
    package static let directory: String = {
        let file = URL(filePath: #filePath)
        return file.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Recordings").path
    }()

    package static func path(_ name: String) -> String {
        directory + "/" + name
    }

    /// The bodies that Alertmanager posted, by file name in the order in which they came.
    package static func webhooks(of name: String) throws -> [(name: String, body: [UInt8])] {
        let folder = path(name) + "/webhooks"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { file in
            (file, [UInt8](try Data(contentsOf: URL(filePath: folder + "/" + file))))
        }
    }
}
