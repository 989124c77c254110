import FoundationEssentials

/// Reads whole files with a bound: what kubeconfigs, certificates and service account tokens are read through.
package protocol FileReader: Sendable {
    func exists(_ path: String) -> Bool
    func read(_ path: String, maximumBytes: Int) throws(ClusterAccessError) -> [UInt8]
}

/// The real file system.
package struct DiskFileReader: FileReader {
    package init() {}

    package func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: path)
    }

    package func read(_ path: String, maximumBytes: Int) throws(ClusterAccessError) -> [UInt8] {
        let bytes: [UInt8]
        do {
            bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw .unreadableFile(path: path, why: FileManager.default.fileExists(atPath: path) ? "no permission, or not a file" : "no such file")
        }
        guard bytes.count <= maximumBytes else {
            throw .unreadableFile(path: path, why: "it is larger than \(maximumBytes) bytes")
        }
        return bytes
    }
}
