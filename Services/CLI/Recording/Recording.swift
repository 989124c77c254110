package import Primitives

/// What a recorder saw of a cluster, parsed once and held in memory.
///
/// The layout on disk: `kubernetes/<API path>.json` (`…/index.json` for discovery), `logs/<namespace>/<pod>/<container>[.previous].log` with
/// timestamps, `.error.txt` in their place where the API server refused, `prometheus/<name>.{instant,range}.json` with a query and its answer,
/// `webhooks/*.json` as Alertmanager posted them, and `recorded_at.txt`.
package struct Recording: Sendable {
    /// Ages are relative to it.
    package let recordedAt: Timestamp
    /// What was recorded of a resource, by namespace; the empty namespace stands for the whole cluster.
    package let lists: [ResourceType: [String: RecordedList]]
    /// Answers that are no lists of objects, by path: `/version`, `/apis`, `/apis/apps/v1`.
    package let documents: [String: [UInt8]]
    package let logs: [LogKey: RecordedLog]
    package let prometheus: RecordedPrometheus
    /// Bodies that Alertmanager posted, by file name, in the order of their names.
    package let webhooks: [(name: String, body: [UInt8])]

    /// The namespaces that more than their name was recorded of, sorted.
    package var namespaces: [String] {
        Set(lists.values.flatMap(\.keys)).union(logs.keys.map(\.namespace)).subtracting([""]).sorted()
    }

    package init(directory: String) throws(RecordingError) {
        let files = try RecordingFiles(directory: directory, folders: ["kubernetes", "logs", "prometheus", "webhooks"]).contents
        try self.init(files: files, of: directory)
    }

    /// - Parameters:
    ///   - files: Content by path below the recording, with `/` between its parts.
    ///   - directory: What errors call the recording by.
    package init(files: [String: [UInt8]], of directory: String) throws(RecordingError) {
        func path(_ name: String) -> String { directory + "/" + name }

        let time = files["recorded_at.txt"].map { String(decoding: $0, as: UTF8.self) } ?? ""
        guard let recordedAt = Timestamp(rfc3339: time.trimmingWhitespace) else {
            throw RecordingError(path: path("recorded_at.txt"), problem: "must hold the time of the recording, as in 2026-11-21T07:45:26Z")
        }
        self.recordedAt = recordedAt

        var lists: [ResourceType: [String: RecordedList]] = [:]
        var documents: [String: [UInt8]] = [:]
        var logs: [LogKey: RecordedLog] = [:]
        var prometheus = RecordedPrometheus()
        var webhooks: [(name: String, body: [UInt8])] = []
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            let segments = name.split(separator: "/").map(String.init)
            do throws(JSONSyntaxError) {
                switch segments.first {
                case "kubernetes" where segments.count > 1 && name.hasSuffix(".json"):
                    let document = try JSONSlice(parsing: content)
                    let steps = segments.dropFirst().dropLast() + [String(segments[segments.count - 1].dropLast(".json".count))]
                    Self.add(document, content, at: Array(steps), lists: &lists, documents: &documents)
                case "logs" where segments.count == 4:
                    if let (key, log) = RecordedLog.parsing(segments: segments, content: content) { logs[key, default: .absent].add(log) }
                case "prometheus" where segments.count == 2 && name.hasSuffix(".json"):
                    prometheus.add(try JSONSlice(parsing: content), fileName: segments[1])
                case "webhooks" where segments.count == 2 && name.hasSuffix(".json"):
                    webhooks.append((segments[1], content))
                default:
                    continue
                }
            } catch {
                throw RecordingError(path: path(name), problem: "\(error)")
            }
        }
        self.lists = lists
        self.documents = documents
        self.logs = logs
        self.prometheus = prometheus
        self.webhooks = webhooks
    }

    private static func add(
        _ document: JSONSlice, _ body: [UInt8], at steps: [String], lists: inout [ResourceType: [String: RecordedList]],
        documents: inout [String: [UInt8]]
    ) {
        if steps.last == "index" {
            documents["/" + steps.dropLast().joined(separator: "/")] = body
        } else if let path = APIPath(segments: steps) {
            guard !path.resourceType.isSecret, path.name == nil, let list = RecordedList(document: document, body: body) else { return }
            lists[path.resourceType, default: [:]][path.namespace ?? ""] = list
        } else if RecordedList(document: document, body: body) == nil, document["kind"]?.string?.hasPrefix("Secret") != true {
            documents["/" + steps.joined(separator: "/")] = body
        }
    }
}

extension String {
    var trimmingWhitespace: String {
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let scalars = unicodeScalars.drop(while: isSpace)
        guard let last = scalars.lastIndex(where: { !isSpace($0) }) else { return "" }
        return String(scalars[...last])
    }
}
