import Kubernetes
import Synchronization

/// A file system in memory, whose files a test can rewrite.
final class MemoryFiles: FileReader {
    private let contents: Mutex<[String: [UInt8]]>
    private let readCounts = Mutex<[String: Int]>([:])

    init(_ files: [String: String] = [:]) {
        contents = Mutex(files.mapValues { Array($0.utf8) })
    }

    subscript(path: String) -> String? {
        get { contents.withLock { $0[path].map { String(decoding: $0, as: UTF8.self) } } }
        set { contents.withLock { $0[path] = newValue.map { Array($0.utf8) } } }
    }

    func reads(of path: String) -> Int {
        readCounts.withLock { $0[path] ?? 0 }
    }

    func exists(_ path: String) -> Bool {
        contents.withLock { $0[path] != nil }
    }

    func read(_ path: String, maximumBytes: Int) throws(ClusterAccessError) -> [UInt8] {
        readCounts.withLock { $0[path, default: 0] += 1 }
        guard let bytes = contents.withLock({ $0[path] }), bytes.count <= maximumBytes else {
            throw .unreadableFile(path: path, why: "no such file")
        }
        return bytes
    }
}
