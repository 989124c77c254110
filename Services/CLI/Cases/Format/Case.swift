import FoundationEssentials
import Primitives

/// One case as its file says it, not yet expanded.
package struct Case: Sendable {
    /// The file's name without its ending.
    package var name: String
    /// The folder that it stands in.
    package var family: String
    package var file: String
    let document: JSONValue

    /// What the figures are broken down by.
    package static let families = [
        "scheduling", "storage", "admission", "image", "configuration", "runtime", "dependency", "network", "performance", "infrastructure",
        "healthy",
    ]

    /// Far above any case that a person writes.
    static let maximumBytes = 1 << 20

    package init(file: String) throws(CaseError) {
        guard let data = FileManager.default.contents(atPath: file) else { throw CaseError(file: file, problem: "can't be read") }
        guard data.count <= Self.maximumBytes else { throw CaseError(file: file, problem: "is larger than \(Self.maximumBytes >> 20) MiB") }
        guard let text = String(validating: data, as: UTF8.self) else { throw CaseError(file: file, problem: "is not UTF-8") }
        try self.init(text: text, file: file)
    }

    /// - Parameter file: What errors call it, and where its name and family are taken from.
    package init(text: String, file: String) throws(CaseError) {
        let steps = file.split(separator: "/").map(String.init)
        name = steps.last.map { $0.hasSuffix(".yaml") ? String($0.dropLast(".yaml".count)) : $0 } ?? file
        family = steps.dropLast().last ?? ""
        self.file = file
        document = try CaseYAML.parse(text, file: file)
        guard document["title"]?.string?.isEmpty == false else { throw CaseError(file: file, place: "title", problem: "is missing") }
    }

    package var title: String { document["title"]?.string ?? "" }

    /// The cases below a folder, at any depth, or the one in a file; in the order of their paths.
    package static func find(below path: String) throws(CaseError) -> [Case] {
        var cases: [Case] = []
        for file in files(below: path) { cases.append(try Case(file: file)) }
        return cases
    }

    /// The files of cases below a folder, in the order of their paths.
    package static func files(below path: String) -> [String] {
        files(below: path, depth: 0)
    }

    private static func files(below path: String, depth: Int) -> [String] {
        if path.hasSuffix(".yaml") { return [path] }
        let manager = FileManager.default
        // A recording holds what a cluster said, and no cases.
        guard depth < 5, !manager.fileExists(atPath: "\(path)/recorded_at.txt") else { return [] }
        let names = ((try? manager.contentsOfDirectory(atPath: path)) ?? []).sorted().filter { !$0.hasPrefix(".") }
        return names.flatMap { files(below: "\(path)/\($0)", depth: depth + 1) }
    }
}
