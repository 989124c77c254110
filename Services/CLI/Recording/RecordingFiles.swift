import FoundationEssentials

/// Every file of a recording, read once: requests are answered from memory and never name a file.
struct RecordingFiles {
    /// Content by path below the recording, with `/` between its parts: `kubernetes/api/v1/nodes.json`.
    private(set) var contents: [String: [UInt8]] = [:]

    /// Bounds what a folder that is no recording can cost.
    static let maximumFiles = 100_000
    static let maximumBytes = 512 << 20

    private var bytes = 0

    /// - Parameter folders: The folders of the recording that are read, besides the files at its top.
    init(directory: String, folders: [String]) throws(RecordingError) {
        try read(directory, prefix: "", only: folders)
    }

    private mutating func read(_ directory: String, prefix: String, only folders: [String]? = nil) throws(RecordingError) {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory).sorted()
        } catch {
            throw RecordingError(path: directory, problem: "can't be read as a folder")
        }
        for name in names where !name.hasPrefix(".") {
            let path = directory + "/" + name
            switch try Self.type(of: path) {
            case .typeDirectory where folders?.contains(name) ?? true:
                try read(path, prefix: prefix + name + "/")
            case .typeRegular where name.hasSuffix(".json") || name.hasSuffix(".log") || name.hasSuffix(".txt"):
                try add(path, as: prefix + name)
            default:
                // Symbolic links among them: a recording holds what it says it holds, not what lies elsewhere.
                continue
            }
        }
    }

    private mutating func add(_ path: String, as name: String) throws(RecordingError) {
        guard contents.count < Self.maximumFiles else { throw RecordingError(path: path, problem: "more than \(Self.maximumFiles) files") }
        guard let data = FileManager.default.contents(atPath: path) else { throw RecordingError(path: path, problem: "can't be read") }
        bytes += data.count
        guard bytes <= Self.maximumBytes else {
            throw RecordingError(path: path, problem: "the recording holds more than \(Self.maximumBytes >> 20) MiB")
        }
        contents[name] = Array(data)
    }

    private static func type(of path: String) throws(RecordingError) -> FileAttributeType? {
        do {
            return try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        } catch {
            throw RecordingError(path: path, problem: "can't be read")
        }
    }
}

/// A folder that can't be served as a recording, the file at fault, and why.
package struct RecordingError: Error, Equatable, CustomStringConvertible {
    package var path: String
    package var problem: String

    package init(path: String, problem: String) {
        self.path = path
        self.problem = problem
    }

    package var description: String { "\(path): \(problem)" }
}
