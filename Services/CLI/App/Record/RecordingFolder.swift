import FoundationEssentials

/// The folder that a recording is written into, with a bound on what it may grow to.
actor RecordingFolder {
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// A namespace with its logs is a few megabytes; past this something is being recorded that nobody meant.
    static let maximumBytes = 256 << 20

    nonisolated let path: String
    private(set) var bytes = 0
    private(set) var files = 0

    /// - Throws: Where there is something already, which is never overwritten.
    init(creating path: String) throws(Failure) {
        let manager = FileManager.default
        do {
            if let present = try? manager.contentsOfDirectory(atPath: path), !present.isEmpty {
                throw Failure(description: "\(path) is there already and isn't empty: name another folder with --out")
            }
            try manager.createDirectory(atPath: path, withIntermediateDirectories: true)
        } catch let failure as Failure {
            throw failure
        } catch {
            throw Failure(description: "\(path) can't be created: \(error)")
        }
        self.path = path
    }

    /// - Parameter parts: Of the file's path; names that a cluster sent are checked here, before they become part of one.
    func write(_ content: some Sequence<UInt8> & Sendable, to parts: [String]) throws(Failure) {
        guard parts.allSatisfy(Self.isSafe) else { throw Failure(description: "'\(parts.joined(separator: "/"))' is no name for a file") }
        let data = Data(content)
        bytes += data.count
        files += 1
        guard bytes <= Self.maximumBytes else { throw Failure(description: "the recording grows past \(Self.maximumBytes >> 20) MiB") }
        let file = URL(filePath: path).appending(path: parts.joined(separator: "/"))
        do {
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try data.write(to: file)
        } catch {
            throw Failure(description: "\(file.path) can't be written: \(error)")
        }
    }

    /// Names of Kubernetes objects are DNS labels or subdomains: anything else could lead out of the folder.
    private static func isSafe(_ part: String) -> Bool {
        !part.isEmpty && !part.hasPrefix(".") && part.utf8.count <= 255
            && part.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte) || (0x30...0x39).contains(byte)
                    || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "_")
            }
    }
}
