import FoundationEssentials
import HTTPTypes
import Recording
import Testing

/// The recordings that the tests ask.
enum Recordings {
    static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(path: "Recordings").path

    /// Read once: most tests ask this one.
    static let shop = Result { try cluster("shop") }

    static func cluster(_ name: String) throws -> RecordedCluster {
        try RecordedCluster(directory: "\(folder)/\(name)")
    }

    static func file(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(folder)/\(path)")))
    }

    /// Writes a recording of the test's own, and removes it afterwards.
    @discardableResult
    static func withFolder<Result>(_ files: [String: String], _ body: (String) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "recording-\(UInt64.random(in: 0...UInt64.max))")
        defer { try? FileManager.default.removeItem(at: folder) }
        for (path, text) in files.merging(["recorded_at.txt": "2026-11-21T08:00:00Z\n"], uniquingKeysWith: { given, _ in given }) {
            let file = folder.appending(path: path)
            try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: file)
        }
        return try body(folder.path)
    }
}

extension RecordedCluster {
    func get(_ target: String, accept: String? = nil) throws -> RecordedAnswer {
        answer(try #require(RecordedRequest(target: target, accept: accept)))
    }

    /// The names of a list's items.
    func names(_ target: String) throws -> [String] {
        let answer = try get(target)
        #expect(answer.status.code == 200, "\(answer.text)")
        return try JSONSlice(parsing: answer.body)["items"]?.elements.compactMap { $0["metadata"]?["name"]?.string } ?? []
    }
}

extension RecordedAnswer {
    var text: String { String(decoding: body, as: UTF8.self) }

    func json() throws -> JSONSlice { try JSONSlice(parsing: body) }

    /// `reason` and `message` of a Status.
    func refusal() throws -> (reason: String?, message: String?) {
        let json = try json()
        #expect(json["kind"]?.string == "Status")
        #expect(json["code"]?.text == "\(status.code)")
        return (json["reason"]?.string, json["message"]?.string)
    }
}
